import { createHash } from "node:crypto";
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const WORLDS = ["calm", "honest", "pipelined", "stormy"] as const;

export type World = (typeof WORLDS)[number];

/** Some lives of a world, which one forge process plays. */
export interface Part {
  readonly world: World;
  readonly number: number;
  /** Seed of forge's random numbers, in hex. */
  readonly seed: string;
}

/** What came of a part. */
export interface Outcome {
  readonly world: World;
  readonly seed: string;
  /** Hash of the contracts and of the worlds that were played. */
  readonly code: string;
  readonly lives: number;
  readonly actions: number;
  /** Actions that L1 refused, or that made no sense at the moment. */
  readonly refused: number;
  readonly failed: boolean;
  readonly seconds: number;
}

/** All parts of a run, the first of each world before the second of any. */
export function partsOf(worlds: readonly World[], count: number, seed: string): Part[] {
  return Array.from({ length: count }, (_, number) =>
    worlds.map((world) => ({ world, number, seed: `0x${sha256(`${seed}/${world}/${number}`)}` })),
  ).flat();
}

/** A hash of all that a world is made of: contracts, tests and settings. */
export function codeHash(contracts: string): string {
  const files = globSync("{src,test}/**/*.sol", { cwd: contracts }).sort();
  const texts = ["foundry.toml", ...files].map(
    (file) => `${file}\n${readFileSync(join(contracts, file), "utf8")}`,
  );
  return sha256(texts.join("\n")).slice(0, 16);
}

/** What is written down of parts that ended, oldest first. */
export function readOutcomes(file: string): Outcome[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Outcome);
}

export function writeOutcome(file: string, outcome: Outcome): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(outcome)}\n`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
