import type { ExecutedBlock } from "@trellis/ledger";
import { boundEntries, fromHex, nodeAt, nodeCount, ProverBitmap, TranscriptTree } from "@trellis/protocol";
import { proofOptions, RescueOrder, seatsInRound } from "@trellis/strategy";
import { KnownProposal } from "../packages/node/src/proposals/KnownProposal.ts";
import { BlockSchedule } from "../packages/node/src/roles/prover/nodes/BlockSchedule.ts";
import { readyNode } from "../packages/node/src/roles/prover/nodes/readyNodes.ts";
import { report } from "./figure.ts";

// What a prover of 256 seats computes at each proof of a block of depth 11 that names 2,048 seats, a third of them silent: which nodes
// it can prove now. The reference looks at all 4,095 nodes, as a prover did before it kept a schedule.

const DEPTH = 11;
const NODES = nodeCount(DEPTH);
const SEATS = Array.from({ length: 2_048 }, (_, seat) => seat);
const OWN = SEATS.filter((seat) => seat % 8 === 0);
const SECONDS = { leaf: 2, merge: 2, root: 2 };
const CLAIM_TIME = 5;
const PROOF_MS = 20;
/** Proofs after which the reference is measured; it is too slow to be measured after each. */
const SAMPLES = 40;
const LIMIT = 0.02;

const EMPTY = new Uint8Array();
const NOTHING = { leaf: 0, merge: 0, root: 0 };
const isDead = (seat: number): boolean => seat % 3 === 1;
const ID = `0x${"5a".repeat(32)}` as const;
const active = ProverBitmap.of(SEATS);

/** A block whose node of a number is bound to the seat of that number, and again from the start. */
function block(): KnownProposal {
  const proposalId = fromHex(ID);
  const entries = Array.from({ length: NODES }, (_, number) => {
    const node = nodeAt(number);
    const seat = number % SEATS.length;
    const vote = { ...node, slot: Math.floor(number / SEATS.length) };
    return { node, seat, vote, signature: new Uint8Array(64) };
  });
  const known = new KnownProposal(ID, {
    height: 1n,
    round: 0,
    parent: proposalId,
    depth: DEPTH,
    orderCommitment: proposalId,
    proverShareBps: 5_000,
    burnBid: 1n,
    expiry: 1n,
    proposer: new Uint8Array(20),
  });
  const transcript = TranscriptTree.of(entries);
  known.takeReveal({ proposalId, secret: EMPTY, transactions: [], entries }, transcript, 0n);
  known.setCommitted(transcript.root(), active);
  if (boundEntries(entries, active).size !== NODES) throw new Error("every node binds a seat");
  known.execution = {} as ExecutedBlock;
  return known;
}

function prove(known: KnownProposal, number: number): void {
  const fields = { proposalId: EMPTY, seatWords: EMPTY, proof: EMPTY, signature: EMPTY };
  known.addProof({
    message: { ...fields, node: nodeAt(number), seat: known.bound(nodeAt(number))!.seat },
    verdict: "valid",
    provers: ProverBitmap.EMPTY,
    tally: { committed: NOTHING, vacant: NOTHING },
    committedProvers: 0,
    committedWeight: 0n,
  });
}

/** The seat that is bound to a node claims it, if the seat lives and the node can be proven. */
function claim(number: number): void {
  if (number < 0) return;
  const node = nodeAt(number);
  const { seat } = known.bound(node)!;
  if (isDead(seat) || known.inputsOf(node) === undefined) return;
  known.addClaim({ proposalId: EMPTY, node, seat, signature: EMPTY });
}

const known = block();
const seats = OWN.map((seat) => ({ seat, secretKey: EMPTY, publicKey: EMPTY, address: "0x" as const }));
const terms = { seats, active, seconds: SECONDS, claimTime: CLAIM_TIME };
const schedule = new BlockSchedule(known);
const orders = new Map<number, RescueOrder>();

function lookAtAll(now: number): number {
  const nodes = Array.from({ length: NODES }, (_, number) => {
    const order = (): RescueOrder => {
      const made = orders.get(number) ?? new RescueOrder(fromHex(ID), nodeAt(number), SEATS);
      orders.set(number, made);
      return made;
    };
    return readyNode(known, nodeAt(number), OWN, { order, claimTime: CLAIM_TIME, inputMs: 0 }, now);
  }).filter((ready) => ready !== undefined);
  const conduct = seatsInRound(nodes, DEPTH, SECONDS, CLAIM_TIME, now);
  const situation = { treeDepth: DEPTH, seats: OWN, seconds: SECONDS, claimTime: CLAIM_TIME, now };
  return proofOptions(nodes, { ...situation, ...conduct }).options.length;
}

// All leaves, then the merges above them: those of live seats are proven in order; the rest waits for rescuers until the end.
const proven = Array.from({ length: NODES }, (_, i) => NODES - 1 - i).filter(
  (number) => !isDead(known.bound(nodeAt(number))!.seat),
);
for (let number = NODES >> 1; number < NODES; number++) claim(number);
schedule.update(terms, 0, 0);
let kept = 0;
let longest = 0;
let all = 0;
let now = 0;
for (const [i, number] of proven.entries()) {
  now += PROOF_MS;
  prove(known, number);
  claim(Math.floor((number - 1) / 2));
  const startedAt = performance.now();
  schedule.update(terms, 0, now);
  const { length } = schedule.options(now).options;
  const time = performance.now() - startedAt;
  kept += time;
  longest = Math.max(longest, time);
  if (i % Math.ceil(proven.length / SAMPLES) !== 0) continue;
  const from = performance.now();
  if (lookAtAll(now) !== length) throw new Error("schedule and reference differ");
  all += performance.now() - from;
}
process.stdout.write(`${proven.length} proofs; the longest update took ${longest.toFixed(1)} ms\n`);
const ok = report({
  name: "what a prover of 256 seats can prove, after each proof at depth 11",
  measured: (1_000 * kept) / proven.length,
  reference: (1_000 * all) / SAMPLES,
  against: "a look at all nodes",
  limit: LIMIT,
  unit: "µs",
});
process.exitCode = ok ? 0 : 1;
