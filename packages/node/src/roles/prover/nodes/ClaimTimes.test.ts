import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, ProverBitmap, type TreeNode } from "@trellis/protocol";
import { KnownProposal } from "../../../proposals/KnownProposal.ts";
import { TestNode } from "../../../testing/TestNode.ts";
import { ClaimTimes } from "./ClaimTimes.ts";

const DEPTH = 2;
const FIRST_LEAF = 3;
const EMPTY = new Uint8Array();
const NONE = { leaf: 0, merge: 0, root: 0 };

interface World {
  readonly known: KnownProposal;
  readonly times: ClaimTimes;
  readonly taken: string[];
  readonly begun: string[];
  /** The seat that is bound to a node. */
  seatOf(node: TreeNode): number;
}

async function world(): Promise<World> {
  const rival = (await TestNode.started()).committedRival([2, 0, 1, 3, 1, 0], { depth: DEPTH });
  const known = new KnownProposal(rival.known.id, rival.known.proposal);
  known.takeReveal(rival.reveal, rival.transcript, 0n);
  known.setCommitted(rival.transcript.root(), rival.committed);
  const taken: string[] = [];
  const begun: string[] = [];
  const times = new ClaimTimes(known, {
    begin: (kind, seat, now) => begun.push(`${kind} ${seat} ${now}`),
    add: (kind, seat, seconds) => taken.push(`${kind} ${seat} ${seconds}`),
  });
  return { known, times, taken, begun, seatOf: (node) => known.bound(node)!.seat };
}

function claim(known: KnownProposal, node: TreeNode, seat: number): void {
  known.addClaim({ proposalId: EMPTY, node, seat, signature: EMPTY });
}

function prove(known: KnownProposal, node: TreeNode, seat: number): void {
  known.addProof({
    message: { proposalId: EMPTY, seatWords: EMPTY, proof: EMPTY, signature: EMPTY, node, seat },
    verdict: "valid",
    provers: ProverBitmap.EMPTY,
    tally: { committed: NONE, vacant: NONE },
    committedProvers: 0,
    committedWeight: 0n,
  });
}

test("R15: from a seat's claim to its own proof is how long the proof took", async () => {
  const { known, times, taken, begun, seatOf } = await world();
  const [leaf, merge] = [nodeAt(FIRST_LEAF), nodeAt(2)];
  claim(known, leaf, seatOf(leaf));
  times.update(1_000);
  claim(known, merge, seatOf(merge));
  times.update(3_000);
  assert.deepEqual(taken, []);
  prove(known, leaf, seatOf(leaf));
  times.update(16_000);
  prove(known, merge, seatOf(merge));
  times.update(23_500);
  times.update(99_000);
  assert.deepEqual(taken, [`leaf ${seatOf(leaf)} 15`, `merge ${seatOf(merge)} 20.5`]);
  assert.deepEqual(begun, [`leaf ${seatOf(leaf)} 1000`, `merge ${seatOf(merge)} 3000`]);
});

test("R15: a rescuer's proof, a proof without a claim, and a claim that comes with its proof say nothing", async () => {
  const { known, times, taken, seatOf } = await world();
  const [rescued, unclaimed, atOnce] = [nodeAt(3), nodeAt(4), nodeAt(5)];
  claim(known, rescued, seatOf(rescued));
  times.update(0);
  prove(known, rescued, (seatOf(rescued) + 1) % 4);
  prove(known, unclaimed, seatOf(unclaimed));
  claim(known, atOnce, seatOf(atOnce));
  prove(known, atOnce, seatOf(atOnce));
  times.update(9_000);
  times.update(20_000);
  assert.deepEqual(taken, []);
});
