import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readRun } from "../packages/simulator/src/events/calibration/readRun.ts";
import { replayRun } from "../packages/simulator/src/events/calibration/replayRun.ts";

// Compares the event level with a run of `trellis devnet --json`. The devnet's own settings are not in its log, so they are given:
//   node bench/simulator-calibration.ts run.jsonl --usual 0.1 --jobs 16 --proof-window 12
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Seconds that its nodes take for the usual time of a proof. */
    usual: { type: "string", default: "0.1" },
    /** Proofs that a seat makes at a time. */
    jobs: { type: "string", default: "16" },
    /** Seconds. */
    "proof-window": { type: "string", default: "210" },
    repeats: { type: "string", default: "100" },
  },
});
const [file] = positionals;
if (file === undefined) {
  process.stderr.write("Name a file with the events of `trellis devnet --json`.\n");
  process.exitCode = 2;
} else {
  const usual = Number(values.usual);
  const { network, blocks, figures } = replayRun(readRun(readFileSync(file, "utf8").split("\n")), {
    usual: { leaf: usual, merge: usual, root: usual },
    jobs: Number(values.jobs),
    proofWindow: Number(values["proof-window"]),
    repeats: Number(values.repeats),
    seed: 1,
  });
  const { leaf, merge, root } = network.measured;
  process.stdout.write(
    `${blocks} blocks, ${network.seats} seats; proofs took ${[leaf, merge, root].map((s) => s.toFixed(2)).join(", ")} s (leaf, merge, root), nodes take ${usual} s for usual; delay ${network.delay} ms\n`,
  );
  for (const { about, run, model, low, high, differs } of figures) {
    const numbers = `run ${run.toFixed(2)}, model ${model.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`;
    process.stdout.write(`${differs ? "differs" : "agrees "} ${about}: ${numbers}\n`);
  }
}
