import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/**
 * What became of a mutant: a test failed, none did, the circuits are the same without the part, or they do not compile. Whether a child's
 * proof is verified is left to the tests that make proofs.
 */
export type Fate = "killed" | "survived" | "without effect" | "not compiled" | "left to proofs";

/** A mutant's fate, and by which test or message. */
export interface Finding {
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly fate: Fate;
  readonly by?: string | undefined;
}

/** The findings of a run and of those before it, in a file with one JSON value a line. */
export class Findings {
  readonly #path: string;
  readonly #found = new Map<string, Finding>();

  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, "utf8").split("\n")) {
      if (line === "") continue;
      const finding = JSON.parse(line) as Finding;
      this.#found.set(finding.key, finding);
    }
  }

  /** Identifies a mutant by its file and its text. */
  static key(file: string, mutant: string): string {
    return createHash("sha256").update(`${file}\n${mutant}`).digest("hex").slice(0, 16);
  }

  get(key: string): Finding | undefined {
    return this.#found.get(key);
  }

  add(finding: Finding): void {
    this.#found.set(finding.key, finding);
    appendFileSync(this.#path, `${JSON.stringify(finding)}\n`);
  }
}
