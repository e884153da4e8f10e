import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { ProverAgent } from "@trellis/fleet";
import { SimulatedProofSystem } from "@trellis/prover";
import { TestFleet } from "../packages/fleet/test/TestFleet.ts";
import { ProvenBlockFixture } from "../packages/prover/test/ProvenBlockFixture.ts";
import { report } from "./figure.ts";

// What the queue costs: the time of a job in the queue beside as many others as the largest tree has nodes, and the proofs of two agents
// beside the same proofs without a queue. Proofs are simulated, so that all other time shows. Smaller: node bench/fleet.ts --jobs 256.

const at = process.argv.indexOf("--jobs");
const JOBS = at === -1 ? 4_095 : Number(process.argv[at + 1]);
/** Milliseconds that a job may cost in the queue. */
const QUEUEING_MS = 50;
/** A proof of the second figure: a leaf, the shortest proof, takes that long on two cores (docs/benchmarks.md). Milliseconds, and how many of them. */
const PROOF_MS = 7_000;
const PROOFS = 12;
const AGENTS = 2;

const fleet = await TestFleet.start();
const block = new ProvenBlockFixture({ depth: 1 });
/** A job of its own for each number: a leaf that nobody is named for, beside a transcript of another root. */
const jobs = Array.from({ length: JOBS }, (_, i) => {
  const leaf = block.leaf(i % 2, null);
  return { ...leaf, prover: null, opening: null, block: { ...leaf.block, transcriptRoot: BigInt(i + 1) } };
});

async function agents(milliseconds: number): Promise<void> {
  for (let i = 0; i < AGENTS; i++) {
    const proofs = simulated(milliseconds);
    await proofs.start();
    const database = await fleet.database();
    const agent = new ProverAgent(
      { database, proofs, report: () => {} },
      { id: randomUUID(), name: `agent ${i}`, kinds: ["leaf"], jobs: 1, beatMs: 2_000 },
    );
    await agent.start();
    ends.push(() => agent.stop());
  }
}

const ends: (() => Promise<void>)[] = [];
const simulated = (ms: number): SimulatedProofSystem =>
  new SimulatedProofSystem({
    chainId: 31_337n,
    provingMs: { leaf: ms, merge: ms, root: ms },
    concurrency: 1,
  });

/** Milliseconds from the first job to the last proof. */
async function timed(count: number, prove: (i: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, (_, i) => prove(i)));
  return performance.now() - startedAt;
}

/** The time of {@link AGENTS} local proof systems that share the jobs. */
async function bare(count: number, milliseconds: number): Promise<number> {
  const systems = Array.from({ length: AGENTS }, () => simulated(milliseconds));
  for (const system of systems) await system.start();
  const time = await timed(count, async (i) => {
    const system = systems[i % AGENTS]!;
    await system.verify(await system.prove(jobs[i]!));
  });
  for (const system of systems) await system.stop();
  return time;
}

async function queued(count: number, milliseconds: number): Promise<number> {
  await fleet.clear();
  const node = await fleet.node({ beatMs: 2_000 });
  await agents(milliseconds);
  const time = await timed(count, (i) => node.prove(jobs[i]!));
  for (const end of ends.splice(0)) await end();
  return time;
}

const alone = await bare(JOBS, 0);
const inQueue = await queued(JOBS, 0);
const isQuick = report({
  name: `queueing, ${JOBS} jobs at once, a job`,
  measured: Math.max(0, inQueue - alone) / JOBS,
  reference: QUEUEING_MS,
  against: "the most that a job may cost",
  limit: 1,
  unit: "ms",
});
const isClose = report({
  name: `${PROOFS} proofs of ${PROOF_MS / 1_000} s by ${AGENTS} agents`,
  measured: await queued(PROOFS, PROOF_MS),
  reference: await bare(PROOFS, PROOF_MS),
  against: "the same proofs without a queue",
  limit: 1.05,
  unit: "ms",
});
await fleet.stop();
// The database's hook at the end would set the code to 0.
process.exit(isQuick && isClose ? 0 : 1);
