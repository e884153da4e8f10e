import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { report } from "./figure.ts";

// 20 heights with 32 provers and simulated proofs: how long they take, and whether any height was lost (restarted without a block).
const HEIGHTS = 20;
const BOUND_SECONDS = 300;
const MAIN = fileURLToPath(new URL("../packages/cli/src/main.ts", import.meta.url));

const startedAt = performance.now();
const flags = [
  "--proofs",
  "simulated",
  "--provers",
  "32",
  "--blocks",
  String(HEIGHTS),
  "--json",
  ...process.argv.slice(2),
];
const devnet = spawn(process.execPath, [MAIN, "devnet", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
let lastFinal = 0;
let finals = 0;
let restarts = 0;
let provers = 0;
for await (const line of createInterface({ input: devnet.stdout })) {
  const event = JSON.parse(line) as { event: string; round?: number; provers?: number };
  if (event.event === "proposed" && (event.round ?? 0) > 0) restarts++;
  if (event.event !== "final") continue;
  finals++;
  lastFinal = performance.now();
  provers = Math.max(provers, event.provers ?? 0);
}
process.stdout.write(
  `${finals} heights final, up to ${provers} distinct provers a block, ${restarts} proposals in restarted rounds\n`,
);
const ok = report({
  name: `${HEIGHTS} heights with 32 provers, start included`,
  measured: (lastFinal - startedAt) / 1_000,
  reference: BOUND_SECONDS,
  against: "bound",
  limit: 1,
  unit: "s",
});
process.exitCode = ok && finals >= HEIGHTS && restarts === 0 ? 0 : 1;
