import assert from "node:assert/strict";
import { test } from "node:test";
import type { Block, Work } from "./blockProof.ts";
import { address, Chain, ETHER, STAKE } from "./Chain.ts";
import { refused } from "./refused.ts";

const [PROVER, REPORTER, LATER, PROPOSER] = [address(11), address(12), address(13), address(14)];

/** A final block of depth 2 in which seat 0 was named for the root, a merge and a leaf, and did not prove them. */
function scene() {
  const chain = new Chain();
  const seats = chain.join(PROVER, 5);
  chain.fundProposer(PROPOSER, 1_000n * ETHER);
  const [late, ...rest] = seats as [number, ...number[]];
  const named = new Map([late, late, rest[0]!, late, rest[1]!, rest[2]!, rest[3]!].map((s, n) => [n, s]));
  const block = chain.commit({ proposer: PROPOSER, bid: ETHER, depth: 2, named });
  chain.toProofs();
  const work = new Map<number, Work>();
  for (const [number, seat] of named) {
    work.set(number, seat === late ? { seat: rest[0]!, as: "rescue" } : { seat, as: "named" });
  }
  chain.submit(block, work);
  chain.toProofEnd(block);
  chain.finalize();
  return { chain, block, late, rest };
}

const stakeOf = (chain: Chain, seat: number): bigint => chain.world.registry.seatAt(seat).stake;

/** Pool: 100 · (weight 7 of 16) · 0.5; a leaf has a sixteenth, a merge and the root four. */
const pay = (chain: Chain, block: Block, weight: bigint): bigint =>
  (chain.world.rewards.poolOf(block.id)!.amount * weight) / 16n;

test("R8: a case takes twice its nodes' pay and the bounty, which goes to the reporter", () => {
  const { chain, block, late } = scene();
  refused("NotSettled", () => chain.report(REPORTER, block, late, [3]));
  chain.settle(block);
  chain.report(REPORTER, block, late, [3]);
  refused("AlreadyReported", () => chain.report(REPORTER, block, late, [3]));
  refused("ContestWindowOpen", () => chain.settleCase(block, late));
  chain.pass(1_201);
  chain.settleCase(block, late);
  assert.equal(stakeOf(chain, late), STAKE - 2n * pay(chain, block, 1n) - ETHER);
  assert.equal(chain.world.token.balanceOf(REPORTER), ETHER);
});

test("R8: the bounty goes to the report that added the most pay; the cap holds", () => {
  const { chain, block, late } = scene();
  chain.settle(block);
  chain.report(REPORTER, block, late, [3]);
  chain.report(LATER, block, late, [0, 1]);
  chain.pass(1_201);
  chain.settleCase(block, late);
  assert.equal(chain.world.token.balanceOf(REPORTER), 0n);
  assert.equal(chain.world.token.balanceOf(LATER), ETHER);
  assert.equal(stakeOf(chain, late), STAKE - STAKE / 100n);
});

test("R8: a case whose nodes are all answered takes nothing, but leaves the level", () => {
  const { chain, block, late } = scene();
  chain.settle(block);
  chain.report(REPORTER, block, late, [3, 1]);
  chain.pass(601);
  refused("ReportWindowClosed", () => chain.report(REPORTER, block, late, [0]));
  chain.answer(block, late, 3);
  refused("NotReported", () => chain.answer(block, late, 3));
  chain.answer(block, late, 1);
  chain.pass(600);
  refused("ContestWindowClosed", () => chain.answer(block, late, 1));
  chain.settleCase(block, late);
  assert.equal(stakeOf(chain, late), STAKE);
  assert.equal(chain.world.court.levelOf(late, chain.time, chain.time), 1);
});

test("R8: no report without a claim, of a committed node, or of a node of somebody else", () => {
  const { chain, block, late, rest } = scene();
  chain.settle(block);
  refused("NodeIsCommitted", () => chain.report(REPORTER, block, rest[0]!, [2]));
  refused("EntryDoesNotBind", () => chain.report(REPORTER, block, late, [2]));
  refused("NoSuchNode", () => chain.report(REPORTER, block, late, [7]));
  refused("NoNodes", () => chain.report(REPORTER, block, late, []));
});

test("R8: a seat with an open case keeps its stake here", () => {
  const { chain, block, late } = scene();
  chain.settle(block);
  chain.as(PROVER, ({ registry }, call) => registry.requestExit(call, late));
  chain.report(REPORTER, block, late, [3]);
  chain.pass(86_400);
  refused("CasesOpen", () => chain.as(PROVER, ({ registry }, call) => registry.withdraw(call, late)));
  chain.settleCase(block, late);
  chain.as(PROVER, ({ registry }, call) => registry.withdraw(call, late));
});

test("R8: a node's proof answers only for that node and this block's states", () => {
  const { chain, block, late } = scene();
  chain.settle(block);
  chain.report(REPORTER, block, late, [3, 1]);
  const other: Block = { ...block, stateBefore: block.stateBefore + 1n };
  refused("WrongFacts", () => chain.answer(other, late, 3));
  refused("NotReported", () => chain.answer(block, late, 0));
  refused("WrongCaseState", () => chain.answer(block, block.named.get(2)!, 2));
});
