import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "@trellis/protocol";
import { revealTurn } from "@trellis/strategy";
import { TestNode } from "../testing/TestNode.ts";
import { expectedWinner } from "./expectedWinner.ts";
import { knownBids } from "./knownBids.ts";
import { revealTimes } from "./revealTimes.ts";
import { worthProving } from "./worthProving.ts";

/** What is known about the only bid. */
const facts = ({ parts }: TestNode) => {
  const [bid, ...others] = knownBids(parts);
  assert(bid !== undefined && others.length === 0);
  const { known: _, ...rest } = bid;
  return rest;
};

test("P6.2 the facts of a bid follow peers' messages and L1's commitments", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  const { alpha } = node.chain.running;
  const provisional = score(3, 500n, alpha);
  const hidden = {
    burnBid: 500n,
    provisional,
    reachable: provisional,
    final: undefined,
    revealedAt: undefined,
    block: "unknown",
  };
  assert.deepEqual(facts(node), hidden);
  node.toProofWindow();
  node.pass(7);
  await node.reveal(bid);
  const revealed = { ...hidden, revealedAt: node.chain.now, block: "executed" };
  assert.deepEqual(facts(node), revealed);
  await node.proveAll(bid.known, [2, 0, 3]);
  node.accept(bid);
  assert.deepEqual(facts(node), { ...revealed, final: score(2, 500n, alpha) });
});

test("R2 after the reveal a bid can reach no more than what its transcript binds", async () => {
  const node = await TestNode.started();
  const bid = node.rival([2, 0]);
  node.l1.commit(bid.known.proposal, bid.transcript.root(), node.chain.active);
  node.see();
  const { alpha } = node.chain.running;
  assert.equal(facts(node).reachable, score(4, 500n, alpha));
  bid.known.takeReveal(bid.reveal, bid.transcript, 1n);
  const { provisional, reachable } = facts(node);
  assert.deepEqual([provisional, reachable], [score(4, 500n, alpha), score(2, 500n, alpha)]);
});

test("P6.1 a block that cannot be executed or proven is impossible", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  bid.known.isUnprovable = true;
  assert.equal(facts(node).block, "impossible");
  bid.known.isUnprovable = false;
  bid.known.execution = undefined;
  bid.known.failedAt = 0;
  assert.equal(facts(node).block, "impossible");
});

test("P6.2, P3.4, R7 the node's proposals come in the strategy's order, by the round's turns and rules", async () => {
  const node = await TestNode.started();
  const bids = [500n, 900n, 700n].map((burnBid, i) =>
    node.committedRival(i === 0 ? [3, 0, 1] : [2, 0, 1], { burnBid }),
  );
  node.toProofWindow();
  await node.reveal(bids[0]!);
  await node.reveal(bids[2]!);
  // The leader is late.
  node.pass(Number(revealTurn(0, revealTimes(node.chain)!).until - node.chain.now) + 1);
  await node.reveal(bids[1]!);
  const worth = (limit: number, own: readonly number[] = []) =>
    worthProving(node.parts, limit, own).map(({ proposal }) => proposal.burnBid);
  assert.deepEqual(worth(9), [700n, 500n, 900n]);
  assert.deepEqual(worth(1), [700n]);
  assert.equal(expectedWinner(node.parts), bids[2]!.known);
  await node.proveAll(bids[2]!.known, [2, 0, 1]);
  node.accept(bids[2]!);
  assert.deepEqual(worth(9), [900n], "what the proven block beats pays nothing");
  assert.deepEqual(worth(9, [3]), [500n, 900n], "it pays a seat that the proven block has not committed");
});
