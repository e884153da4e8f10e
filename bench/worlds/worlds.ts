import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build, CONTRACTS, play } from "./forge.ts";
import {
  codeHash,
  type Outcome,
  type Part,
  partsOf,
  readOutcomes,
  WORLDS,
  type World,
  writeOutcome,
} from "./parts.ts";

// A million random actions in each world of contracts/test/world (contracts/README.md, "Worlds"). A run is made of parts. Each is a forge
// process with a seed of its own, and there are as many at a time as cores. What came of a part is written down: the same command goes on
// where an earlier run was stopped, as long as contracts and worlds are the same.

const { values: options } = parseArgs({
  options: {
    actions: { type: "string", default: "1000000" },
    worlds: { type: "string", default: WORLDS.join() },
    /** Lives of a part, and actions of a life. */
    lives: { type: "string", default: "160" },
    depth: { type: "string", default: "250" },
    jobs: { type: "string", default: String(availableParallelism()) },
    seed: { type: "string", default: "1" },
    /** No part begins after so many seconds. */
    seconds: { type: "string", default: "Infinity" },
    record: { type: "string", default: join(CONTRACTS, "cache", "worlds.jsonl") },
  },
});
const worlds = options.worlds.split(",").map((name): World => {
  const world = WORLDS.find((known) => known === name);
  if (world === undefined) throw new Error(`no world is named ${name}: there are ${WORLDS.join(", ")}`);
  return world;
});
const [lives, depth] = [Number(options.lives), Number(options.depth)];
const parts = partsOf(
  worlds,
  Math.ceil(Number(options.actions) / (lives * depth)),
  `${options.seed}/${lives}x${depth}`,
);

await build();
const code = codeHash(CONTRACTS);
const outcomes = readOutcomes(options.record).filter((o) => o.code === code);
const isDone = ({ seed }: Part): boolean => outcomes.some((o) => o.seed === seed);
const waiting = parts.filter((part) => !isDone(part));
process.stdout.write(
  `${parts.length} parts of ${lives * depth} actions, ${parts.length - waiting.length} done before\n`,
);

const end = performance.now() + Number(options.seconds) * 1_000;
await Promise.all(Array.from({ length: Number(options.jobs) }, work));

async function work(): Promise<void> {
  for (;;) {
    const part = performance.now() < end ? waiting.shift() : undefined;
    if (part === undefined) return;
    const { outcome, output } = await play(part, { lives, depth, code });
    writeOutcome(options.record, outcome);
    outcomes.push(outcome);
    process.stdout.write(
      `${part.world} ${part.number}: ${outcome.failed ? "FAILED" : "passed"}, ${outcome.seconds.toFixed(0)} s, seed ${part.seed}\n`,
    );
    if (outcome.failed) process.stdout.write(output);
  }
}

const played = outcomes.filter(({ seed }) => parts.some((part) => part.seed === seed));
process.stdout.write(
  "\n| world | actions | refused or idle | failed parts | seconds of a process |\n| --- | --- | --- | --- | --- |\n",
);
for (const world of worlds) process.stdout.write(`| ${row(world).join(" | ")} |\n`);
if (played.some(({ failed }) => failed)) process.exitCode = 1;
if (!parts.every(isDone)) process.stdout.write("\nNot all parts are done: the same command goes on.\n");

function row(world: World): string[] {
  const ofWorld = played.filter((outcome) => outcome.world === world);
  const total = (count: (outcome: Outcome) => number): string =>
    Math.round(ofWorld.reduce((all, outcome) => all + count(outcome), 0)).toLocaleString("en");
  return [
    world,
    total((o) => o.actions),
    total((o) => o.refused),
    total((o) => Number(o.failed)),
    total((o) => o.seconds),
  ];
}
