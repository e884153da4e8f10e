import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { report } from "./figure.ts";

// Gas of the calls of L1, measured in this run, against their bounds; beside them, for orientation, published means of Aztec's rollup.

const CONTRACTS = fileURLToPath(new URL("../contracts", import.meta.url));
const forge = spawnSync("forge", ["test", "--root", CONTRACTS], {
  env: { ...process.env, FOUNDRY_PROFILE: "gas" },
  stdio: ["ignore", "ignore", "inherit"],
});
if (forge.status !== 0) process.exit(1);

const auction = snapshot("Auction");
const rollup = snapshot("Rollup");
const rewards = snapshot("Rewards");
const court = snapshot("SlashingCourt");

function snapshot(contract: string): (name: string) => number {
  const gas = JSON.parse(readFileSync(`${CONTRACTS}/snapshots/${contract}.json`, "utf8")) as Record<
    string,
    string
  >;
  return (name) => {
    const value = gas[name];
    if (value === undefined) throw new Error(`no gas of "${name}" in contracts/snapshots/${contract}.json`);
    return Number(value);
  };
}

const commit = auction("commit, 2048 seats, leads");
const bounded = (name: string, measured: number, reference: number, against = "bound", limit = 1): boolean =>
  report({ name, measured, reference, against, limit, unit: "gas" });

const results = [
  bounded("commit, 2,048 seats, takes the lead", commit, 150_000),
  ...[1, 3].map((depth) =>
    bounded(
      `submitProof, depth ${depth}`,
      rollup(`submitProof, depth ${depth}`),
      rollup(`submitProof, depth ${depth}: a call to the verifier alone`),
      "a call to the verifier alone",
      1.2,
    ),
  ),
  bounded("finalize", rollup("finalize"), 170_000),
  bounded("claim of one node, depth 11", rewards("claim, one node, depth 11"), 70_000),
  bounded(
    "claim of one more node, depth 11",
    rewards("claim, two nodes, depth 11") - rewards("claim, one node, depth 11"),
    17_000,
  ),
  bounded("name one losing block", rewards("nameUncles, one block"), 43_000),
  bounded("report, first of the seat", court("report, first of the seat"), 320_000),
];

// Aztec's published means. What differs: propose publishes a block and checks 48 validators' attestations, where a commitment here
// carries a bitmap of provers and no block; its proof submission was measured with a mock verifier.
const AZTEC = { propose: 335_463, submitEpochRootProof: 890_592 };
const beside = (name: string, measured: number, theirs: string, reference: number): void => {
  process.stdout.write(
    `info   ${name}: ${measured.toLocaleString("en")} gas; Aztec's ${theirs}: ${reference.toLocaleString("en")} gas (other work, see docs/benchmarks.md)\n`,
  );
};
beside("commit, 2,048 seats", commit, "propose with 48 validators", AZTEC.propose);
beside(
  "submitProof, depth 1, real verifier",
  rollup("submitProof, depth 1"),
  "proof submission with a mock verifier",
  AZTEC.submitEpochRootProof,
);
beside(
  "submitProof, depth 1, over the verifier",
  rollup("submitProof, depth 1: over the verifier"),
  "proof submission with a mock verifier",
  AZTEC.submitEpochRootProof,
);
process.exitCode = results.every(Boolean) ? 0 : 1;
