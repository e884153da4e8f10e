import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileCircuit } from "../../circuits/scripts/compileCircuit.ts";

const CIRCUITS = join(import.meta.dirname, "../../circuits");
/** What the tests read of the circuits' folder. */
const COPIED = ["lib", "leaf", "merge", "root", "generated", "test/hints"];

/** The circuits that the mutants belong to. */
export const MUTATED = ["leaf", "merge", "root"] as const;

/** Bytecode of each circuit. */
export type Bytecodes = Readonly<Record<(typeof MUTATED)[number], string>>;

/** A copy of the circuits, in which one source at a time is changed. */
export class Sandbox {
  /** Tests find the copy here: `TRELLIS_CIRCUITS`. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Sandbox> {
    const folder = await mkdtemp(join(tmpdir(), "trellis-mutants-"));
    for (const path of COPIED) {
      await mkdir(join(folder, path, ".."), { recursive: true });
      await cp(join(CIRCUITS, path), join(folder, path), { recursive: true });
    }
    return new Sandbox(folder);
  }

  /** Replaces a source. @param path - from the circuits' folder. */
  async write(path: string, source: string): Promise<void> {
    await writeFile(join(this.folder, path), source);
  }

  /** Compiles the circuits, so that the tests run them. @throws with the compiler's message. */
  async compile(): Promise<Bytecodes> {
    const bytecodes: Partial<Record<(typeof MUTATED)[number], string>> = {};
    for (const name of MUTATED) {
      const compiled = await compileCircuit(pathToFileURL(join(this.folder, name)));
      bytecodes[name] = compiled.bytecode;
      await writeFile(join(this.folder, `generated/${name}.json`), JSON.stringify(compiled));
    }
    return bytecodes as Bytecodes;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
