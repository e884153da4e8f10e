import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeCount } from "../packages/protocol/src/tree/TreeNode.ts";
import { type ScaleFigures, type ScaleOptions, ScaleRun } from "../test/e2e/ScaleRun.ts";

// A network of many seats with simulated proofs: how many provers are in the winners, how many proofs are made of a node, whether a height
// starts anew. Prints its figures below those that were measured before.
//
//   npm run bench:scale -- --seats 256 --depth 7 --processes 4 --kill 0.33

const MONITOR = fileURLToPath(new URL("loop-monitor.ts", import.meta.url));
/** Most proofs of a node, without a kill and with one. */
const MOST_PROOFS = { calm: 1.05, killed: 1.3 };
const MOST_MEBIBYTES = 400;
const LONGEST_HOLD_MS = 100;
/** Part of the seats that has to be in each winner. */
const LEAST_PROVERS = 0.976;

/** Figures of the same networks before nodes were made for this size, on a 2-core machine. */
const BEFORE = [
  ["before: 32, 4", "31", "31", "", "", "", "blocks"],
  ["before: 128, 6 (20 s, 40 s)", "126", "127", "189 (1.5)", "", "", "block"],
  ["before: 512, 8 (30 s, 90 s)", "266", "511", "3,140 (6.1)", "", "13", "block"],
  ["before: 2,048, 11 (60 s, 240 s)", "478", "4,095", "10,745 for 1,519 nodes (7.1)", "", "13", "no block"],
] as const;

const HEAD = [
  "seats, depth (windows)",
  "distinct provers",
  "nodes",
  "proofs (a node)",
  "MiB",
  "tx",
  "outcome",
] as const;

const { values: flags } = parseArgs({
  options: {
    seats: { type: "string", default: "2048" },
    depth: { type: "string", default: "11" },
    processes: { type: "string", default: "8" },
    "proposal-window": { type: "string", default: "60" },
    "proof-window": { type: "string", default: "180" },
    "simulated-ms": { type: "string", default: "5000" },
    blocks: { type: "string", default: "10" },
    rate: { type: "string", default: "100" },
    kill: { type: "string", default: "0" },
  },
});
const options: ScaleOptions = {
  seats: numberOf("seats", 1, 2_048),
  depth: numberOf("depth", 1, 11),
  processes: numberOf("processes", 1, 64),
  proposalWindow: numberOf("proposal-window", 1),
  proofWindow: numberOf("proof-window", 1),
  simulatedMs: numberOf("simulated-ms", 0),
  blocks: numberOf("blocks", 1),
  rate: numberOf("rate", 0),
  kill: numberOf("kill", 0, 0.9),
  killAt: Math.random(),
};

const folder = await mkdtemp(join(tmpdir(), "trellis-scale-"));
process.env.SCALE_LOOP_FOLDER = folder;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --import ${MONITOR}`.trim();
const startedAt = Date.now();
let runningAt = 0;
const scale = new ScaleRun(options, undefined, ({ height, provers, transactions }) => {
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  process.stdout.write(
    `height ${height} is final after ${seconds} s: ${provers} provers, ${transactions} transactions\n`,
  );
});
process.once("SIGINT", () => scale.run.signal("SIGTERM"));
void scale.run
  .waitFor(({ event }) => event === "running")
  .then(
    () => {
      runningAt = Date.now();
    },
    () => {},
  );
const figures = await scale.figures();
const hold = await longestHold();
await rm(folder, { recursive: true, force: true });
const row = rowOf(figures);
printTable([HEAD, ...BEFORE, row]);
const killed = figures.killed.length === 0 ? "nobody was killed" : `killed: ${figures.killed.join(", ")}`;
process.stdout.write(
  `${killed}; longest hold of a prover's event loop ${hold.ms.toFixed(0)} ms, of which at most ${hold.cpuMs.toFixed(0)} ms its own processor time; ${figures.restarts} proposals in restarted rounds\n`,
);
if (figures.blocks.length < options.blocks)
  process.stdout.write(`the network ended early: ${scale.run.stderr}\n`);
process.exitCode = isGood(figures) ? 0 : 1;

function numberOf(name: keyof typeof flags, least: number, most = Number.POSITIVE_INFINITY): number {
  const value = Number(flags[name]);
  if (value >= least && value <= most) return value;
  throw new Error(
    `--${name} is a number from ${least}${most === Number.POSITIVE_INFINITY ? "" : ` to ${most}`}`,
  );
}

/** The longest hold of a prover's event loop since the network runs, and the most processor time in one, milliseconds. */
async function longestHold(): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const longest = { ms: 0, cpuMs: 0 };
  for (const [name, pid] of scale.run.pids) {
    if (!name.startsWith("prover-") || runningAt === 0) continue;
    const lines = await readFile(join(folder, `${pid}.txt`), "utf8").catch(() => "");
    for (const line of lines.split("\n")) {
      const [at = 0, ms = 0, cpuMs = 0] = line.split(" ").map(Number);
      if (at <= runningAt) continue;
      longest.ms = Math.max(longest.ms, ms);
      longest.cpuMs = Math.max(longest.cpuMs, cpuMs);
    }
  }
  return longest;
}

function rowOf({ blocks, nodes, peakMebibytes, restarts }: ScaleFigures): readonly string[] {
  const range = (values: readonly number[], digits = 0): string => {
    const texts = [Math.min(...values), Math.max(...values)].map((value) =>
      value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits }),
    );
    return values.length === 0 ? "" : [...new Set(texts)].join(" … ");
  };
  const proofs = blocks.map((block) => block.proofs);
  return [
    `now: ${options.seats}, ${options.depth} (${options.proposalWindow} s, ${options.proofWindow} s)`,
    range(blocks.map(({ provers }) => provers)),
    String(nodes),
    blocks.length === 0
      ? ""
      : `${range(proofs)} (${range(
          proofs.map((count) => count / nodes),
          2,
        )})`,
    peakMebibytes?.toFixed(0) ?? "",
    range(blocks.map(({ transactions }) => transactions)),
    `${blocks.length} of ${options.blocks} blocks${restarts === 0 ? "" : ", restarts"}`,
  ];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`,
  );
  process.stdout.write(`${lines.join("\n")}\n`);
}

function isGood({ blocks, nodes, restarts, peakMebibytes = 0, killed }: ScaleFigures): boolean {
  const { calm, killed: afterKill } = MOST_PROOFS;
  const most = killed.length > 0 ? afterKill : calm;
  const places = Math.min(options.seats, nodeCount(options.depth));
  const wanted = killed.length > 0 ? 0 : Math.floor(LEAST_PROVERS * places);
  return (
    blocks.length === options.blocks &&
    restarts === 0 &&
    peakMebibytes <= MOST_MEBIBYTES &&
    hold.ms <= LONGEST_HOLD_MS &&
    blocks.every(({ proofs, provers }) => proofs <= most * nodes && provers >= wanted)
  );
}
