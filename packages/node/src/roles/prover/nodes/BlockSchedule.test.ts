import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExecutedBlock } from "@trellis/ledger";
import { fromHex, nodeAt, nodeCount, ProverBitmap } from "@trellis/protocol";
import { type ProofOptions, proofOptions, RescueOrder, seatsInRound } from "@trellis/strategy";
import fc from "fast-check";
import { KnownProposal } from "../../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../../proposals/proofs/NodeProofs.ts";
import { type Rival, TestNode } from "../../../testing/TestNode.ts";
import type { OwnSeat } from "../OwnSeats.ts";
import { BlockSchedule, type BlockTerms } from "./BlockSchedule.ts";
import { readyNode } from "./readyNodes.ts";

const DEPTH = 2;
const NODES = nodeCount(DEPTH);
const SECONDS = { leaf: 10, merge: 20, root: 20 };
const SEATS = [0, 1, 2, 3];
const EXECUTED = {} as ExecutedBlock;
/** How long the proofs below a node usually take to come. */
const INPUT_MS = 1_500;
const EMPTY = new Uint8Array();
const NOTHING = { leaf: 0, merge: 0, root: 0 };

const own = (seats: readonly number[]): OwnSeat[] =>
  seats.map((seat) => ({ seat, secretKey: EMPTY, publicKey: EMPTY, address: "0x" }));

/** The same block as another node knows it. */
function copyOf({ known: { id, proposal }, reveal, transcript, committed }: Rival): KnownProposal {
  const known = new KnownProposal(id, proposal);
  known.takeReveal(reveal, transcript, 0n);
  known.setCommitted(transcript.root(), committed);
  return known;
}

function proofOf(number: number, seat: number): AcceptedNodeProof {
  const fields = { proposalId: EMPTY, seatWords: EMPTY, proof: EMPTY, signature: EMPTY };
  return {
    message: { ...fields, node: nodeAt(number), seat },
    verdict: "valid",
    provers: ProverBitmap.EMPTY,
    tally: { committed: NOTHING, vacant: NOTHING },
    committedProvers: 0,
    committedWeight: 0n,
  };
}

/** What a look at all nodes of a block says. */
function fromScratch(
  known: KnownProposal,
  { seats, active, claimTime }: BlockTerms,
  now: number,
): ProofOptions {
  const numbers = seats.map(({ seat }) => seat);
  const nodes = Array.from({ length: NODES }, (_, number) => {
    const node = nodeAt(number);
    const order = (): RescueOrder => new RescueOrder(fromHex(known.id), node, active.seats());
    return readyNode(known, node, numbers, { order, claimTime, inputMs: INPUT_MS }, now);
  }).filter((ready) => ready !== undefined);
  const conduct = seatsInRound(nodes, DEPTH, SECONDS, claimTime, now);
  const situation = { treeDepth: DEPTH, seats: numbers, seconds: SECONDS, claimTime, now };
  return proofOptions(nodes, { ...situation, ...conduct });
}

const number = fc.nat(NODES - 1);
const seat = fc.constantFrom(...SEATS);
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("proof" as const), number, seat }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("exclude" as const), number, seat }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("claim" as const), number, seat }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("execute", "forget", "reset", "release", "commit") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("own" as const), seats: fc.subarray(SEATS) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("look" as const), passed: fc.nat(9_000) }) },
);

test("R15: what a prover can prove is the same as if it looked at all nodes, whatever happens to a block", async () => {
  const rival = (await TestNode.started()).committedRival([2, 0, 1, 3, 1, 0], { depth: DEPTH });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 50 }), fc.subarray(SEATS), (events, seats) => {
      const blocks = [copyOf(rival), copyOf(rival)] as const;
      const [known, other] = blocks;
      const schedule = new BlockSchedule(known);
      let terms = { seats: own(seats), active: ProverBitmap.of(SEATS), seconds: SECONDS, claimTime: 5 };
      let now = 0;
      for (const block of blocks) block.execution = EXECUTED;
      for (const one of [...events, { kind: "look" as const, passed: 60_000 }]) {
        if (one.kind === "look") {
          now += one.passed;
          schedule.update(terms, INPUT_MS, now);
          assert.deepEqual(brief(schedule.options(now)), brief(fromScratch(other, terms, now)));
        }
        if (one.kind === "own") terms = { ...terms, seats: own(one.seats) };
        for (const block of blocks) {
          if (one.kind === "proof") block.addProof(proofOf(one.number, one.seat));
          if (one.kind === "exclude") block.exclude(nodeAt(one.number), one.seat);
          if (one.kind === "claim")
            block.addClaim({ proposalId: EMPTY, node: nodeAt(one.number), seat: one.seat, signature: EMPTY });
          if (one.kind === "execute") block.execution = EXECUTED;
          if (one.kind === "forget") block.execution = undefined;
          if (one.kind === "reset") block.reset();
          if (one.kind === "release") block.release();
          if (one.kind === "commit") block.setCommitted(rival.transcript.root(), rival.committed);
        }
      }
    }),
    { numRuns: 500 },
  );
});

const brief = ({ options }: ProofOptions): string[] =>
  options.map(({ node: { depth, index }, seat, isNamed, isClaimed }) =>
    [depth, index, seat, isNamed, isClaimed].join("/"),
  );

test("a proof makes a prover look at its own node and the one above, and at no other", async () => {
  const rival = (await TestNode.started()).committedRival([2, 0, 1, 3, 1, 0], { depth: DEPTH });
  const known = copyOf(rival);
  const watch = known.watchNodes();
  assert.equal(watch.take().length, NODES);
  assert.deepEqual(watch.take(), []);
  known.addProof(proofOf(4, 0));
  assert.deepEqual(watch.take(), [4, 1]);
  known.addProof(proofOf(4, 0));
  assert.deepEqual(watch.take(), [], "a proof that is not kept changes nothing");
  known.addProof(proofOf(0, 1));
  assert.deepEqual(watch.take(), [0]);
});
