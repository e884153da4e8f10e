import { writeFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { State } from "@trellis/ledger";
import { toHex } from "@trellis/protocol";
import { SIMULATED_KEY, SIMULATED_SIGNER, SIMULATED_VK_SET_HASH } from "@trellis/prover";
import { DEPLOYMENT, TestL1 } from "../../packages/l1/test/TestL1.ts";
import { report } from "../figure.ts";
import { FollowingNode } from "./FollowingNode.ts";
import { RealHeights } from "./RealHeights.ts";
import { type Sample, soakPlot } from "./soakPlot.ts";
import { SyntheticL1 } from "./synthetic/SyntheticL1.ts";

// A full node with an index follows an L1 on which blocks become final as fast as it follows, and its memory is looked at. The L1 is `anvil`,
// with the real contracts, about a height a second; or `synthetic`: the contracts' model, dozens of heights a second.
//
//   npm run bench:soak -- --l1 synthetic --heights 100000 --plot docs/images/soak.svg
//
// `--minutes` ends it early, with the figures of what was reached. `--node-options` are for the node's process:
// `"--node-options=--heapsnapshot-signal=SIGUSR2"` writes a picture of its heap at each signal.

/** Memory may grow by this part in the second half of the run: what is kept is bounded, and what is loaded late is not yet there. */
const GROWTH_LIMIT = 1.1;
const SAMPLES = 100;
/** The node may be so many heights behind: the driver waits for it. */
const MAX_AHEAD = { anvil: 200, synthetic: 64 };

const { values } = parseArgs({
  options: {
    l1: { type: "string", default: "anvil" },
    heights: { type: "string", default: "100000" },
    minutes: { type: "string", default: "Infinity" },
    plot: { type: "string" },
    "node-options": { type: "string", default: "" },
  },
});
const heights = Number(values.heights);
const isSynthetic = values.l1 === "synthetic";
const maxAhead = MAX_AHEAD[isSynthetic ? "synthetic" : "anvil"];
const every = Math.max(1, Math.floor(heights / SAMPLES));

const verifier = { kind: "development", signer: toHex(SIMULATED_SIGNER) } as const;
const real = await TestL1.start(
  { ...DEPLOYMENT, genesisStateRoot: State.empty().root(), vkSetHash: SIMULATED_VK_SET_HASH, verifier },
  SIMULATED_KEY,
);
const l1 = await (isSynthetic ? SyntheticL1 : RealHeights).start(real);
let node: FollowingNode | undefined;
try {
  node = await FollowingNode.start(real.addresses, l1.rpcUrl, values["node-options"]);
  const samples: Sample[] = [];
  const startedAt = Date.now();
  const endsAt = startedAt + Number(values.minutes) * 60_000;
  for (let height = 1; height <= heights && Date.now() < endsAt; height++) {
    await l1.finalise(height);
    // The synthetic L1 lives in this process, and has to answer.
    await nextTurn();
    const isSample = height % every === 0;
    await node.reaches(isSample ? height : height - maxAhead);
    if (isSample || height % maxAhead === 0)
      await node.indexReaches(isSample ? height : height - 2 * maxAhead);
    if (!isSample) continue;
    samples.push({ height, ...(await node.look()) });
    const { memoryMib, diskMib } = samples.at(-1)!;
    const perSecond = height / ((Date.now() - startedAt) / 1_000);
    process.stdout.write(
      `height ${height}: ${memoryMib.toFixed(0)} MiB of memory, ${diskMib.toFixed(0)} MiB on disk; ${perSecond.toFixed(1)} heights a second\n`,
    );
  }
  if (values.plot !== undefined) await writeFile(values.plot, soakPlot(samples));
  const peak = (part: readonly Sample[]): number => Math.max(...part.map(({ memoryMib }) => memoryMib));
  const middle = Math.floor(samples.length / 2);
  const isBounded = report({
    name: `most memory of a full node with index in the second half of ${samples.at(-1)!.height.toLocaleString("en")} heights`,
    measured: peak(samples.slice(middle)),
    reference: peak(samples.slice(0, middle)),
    against: "in the first half",
    limit: GROWTH_LIMIT,
    unit: "MiB",
  });
  process.exitCode = isBounded ? 0 : 1;
} finally {
  for (const problem of node?.problems.slice(0, 5) ?? [])
    process.stderr.write(`${JSON.stringify(problem)}\n`);
  if (l1 instanceof SyntheticL1) process.stdout.write(`passed on: ${JSON.stringify([...l1.passedOn])}\n`);
  await node?.stop();
  await l1.stop();
  await real.stop();
}
