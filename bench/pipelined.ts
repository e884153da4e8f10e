import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { report } from "./figure.ts";

// P3.4: seconds a block in sequential and in pipelined mode, with the same windows and simulated proofs. In theory the sum of both windows
// against the longer one.
const HEIGHTS = 8;
const [proposalWindow, proofWindow] = [8, 8];
const MAIN = fileURLToPath(new URL("../packages/cli/src/main.ts", import.meta.url));

/** Mean seconds between final blocks, and rounds that were lost. */
async function secondsABlock(flags: readonly string[]): Promise<{ seconds: number; restarts: number }> {
  const windows = ["--proposal-window", String(proposalWindow), "--proof-window", String(proofWindow)];
  const args = [
    "devnet",
    "--proofs",
    "simulated",
    "--blocks",
    String(HEIGHTS),
    "--json",
    ...windows,
    ...flags,
  ];
  const devnet = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const finals: number[] = [];
  let restarts = 0;
  for await (const line of createInterface({ input: devnet.stdout })) {
    const event = JSON.parse(line) as { event: string; round?: number };
    if (event.event === "proposed" && (event.round ?? 0) > 0) restarts++;
    if (event.event === "final") finals.push(performance.now());
  }
  if (finals.length < HEIGHTS) throw new Error(`only ${finals.length} heights became final`);
  return { seconds: (finals.at(-1)! - finals[0]!) / (finals.length - 1) / 1_000, restarts };
}

const sequential = await secondsABlock([]);
const pipelined = await secondsABlock(["--pipelined"]);
process.stdout.write(
  `proposals in restarted rounds: sequential ${sequential.restarts}, pipelined ${pipelined.restarts}\n`,
);
const ok = report({
  name: `a block in pipelined mode, windows of ${proposalWindow} s and ${proofWindow} s`,
  measured: pipelined.seconds,
  reference: sequential.seconds,
  against: "sequential mode",
  limit: 0.75,
  unit: "s",
});
process.exitCode = ok ? 0 : 1;
