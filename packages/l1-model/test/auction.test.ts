import assert from "node:assert/strict";
import { test } from "node:test";
import { allNamed } from "./blockProof.ts";
import { address, Chain, ETHER, type Offer } from "./Chain.ts";
import { refused } from "./refused.ts";

const [PROVER, PROPOSER, RIVAL] = [address(11), address(12), address(13)];

/** Eight seats, two proposers with 1,000 tokens each. */
function scene(settings: Parameters<typeof newChain>[0] = {}) {
  const chain = newChain(settings);
  const seats = chain.join(PROVER, 8);
  for (const proposer of [PROPOSER, RIVAL]) chain.fundProposer(proposer, 1_000n * ETHER);
  const offer = (proposer: typeof PROPOSER, bid: bigint, seatsNamed: readonly number[] = seats): Offer => ({
    proposer,
    bid,
    depth: 2,
    named: new Map(seatsNamed.slice(0, 7).map((seat, number) => [number, seat])),
  });
  return { chain, seats, offer };
}

const newChain = (settings: ConstructorParameters<typeof Chain>[0]): Chain => new Chain(settings);

const balanceOf = (chain: Chain, account: typeof PROPOSER): bigint =>
  chain.world.auction.balances.balanceOf(account);

test("R9: bid and bond leave the balance; the winner's bid burns and its bond comes back", () => {
  const { chain, offer } = scene();
  const block = chain.commit(offer(PROPOSER, 10n * ETHER));
  assert.equal(balanceOf(chain, PROPOSER), 980n * ETHER);
  chain.toProofs();
  chain.submit(block, allNamed(block));
  chain.toProofEnd(block);
  chain.finalize();
  assert.equal(balanceOf(chain, PROPOSER), 990n * ETHER);
  assert.equal(chain.world.rollup.head.proposalId, block.id);
  refused("NotRefundable", () => chain.refund(block, block));
});

test("R9: a loser below the winner gets all back; one above it loses the unproven share of its bond", () => {
  const { chain, seats, offer } = scene({ earlyEnd: false });
  const low = chain.commit(offer(RIVAL, 5n * ETHER));
  const winner = chain.commit(offer(PROPOSER, 10n * ETHER));
  const high = chain.commit(offer(RIVAL, 20n * ETHER));
  chain.toProofs();
  chain.submit(winner, allNamed(winner));
  const some = new Map([...allNamed(high)].slice(5).map(([number, work]) => [number, work] as const));
  chain.submit(high, new Map([...some, [0, { seat: seats[7]!, as: "rescue" }]]));
  refused("NotRefundable", () => chain.refund(low, winner));
  chain.toProofEnd(winner);
  chain.finalize();
  refused("WrongWinner", () => chain.refund(low, high));
  chain.refund(low, winner);
  chain.refund(high, winner);
  // Two of seven seats were proven: five sevenths of the bond of 20 are lost, rounded up.
  assert.equal(balanceOf(chain, RIVAL), 1_000n * ETHER - (20n * ETHER - (20n * ETHER * 2n) / 7n));
});

test("R9: in a restart the leader loses its bond, and the others nothing", () => {
  const { chain, offer } = scene();
  const leader = chain.commit(offer(PROPOSER, 10n * ETHER));
  const other = chain.commit(offer(RIVAL, 5n * ETHER));
  chain.toProofEnd(leader);
  chain.finalize();
  assert.equal(chain.running.number, 1);
  assert.equal(balanceOf(chain, PROPOSER), 990n * ETHER);
  chain.refund(other, undefined);
  assert.equal(balanceOf(chain, RIVAL), 1_000n * ETHER);
});

test("R5: seats that are inactive at the snapshot are masked; without any other the bitmap is empty", () => {
  const { chain, seats, offer } = scene();
  chain.as(PROVER, ({ registry }, call) => registry.setPaused(call, seats[0]!, true));
  const block = chain.commit(offer(PROPOSER, ETHER));
  assert.deepEqual(block.committed.seats(), seats.slice(1, 7));
  refused("EmptyBitmap", () => chain.commit(offer(RIVAL, ETHER, [seats[0]!])));
});

test("R17: a leader in the last slot extends the window by a slot, five times at most", () => {
  const { chain, offer } = scene();
  chain.commit(offer(PROPOSER, ETHER));
  const end = chain.running.commitEnd;
  for (let i = 1; i <= 6; i++) {
    chain.until(chain.running.commitEnd - 1n);
    chain.commit(offer(RIVAL, ETHER * BigInt(1 + i)));
    assert.equal(chain.running.commitEnd, end + 12n * BigInt(Math.min(i, 5)));
  }
  chain.until(chain.running.commitEnd);
  refused("ProposalWindowClosed", () => chain.commit(offer(PROPOSER, 50n * ETHER)));
});

test("R16: a decided round ends early: by anyone if every committed seat is proven, else by the proposer", () => {
  const { chain, offer } = scene();
  const winner = chain.commit(offer(PROPOSER, 10n * ETHER));
  chain.commit(offer(RIVAL, 2n * ETHER));
  chain.toProofs();
  const [first, ...rest] = allNamed(winner);
  chain.submit(winner, new Map(rest));
  refused("RoundStillOpen", () => chain.finalize());
  chain.finalize(PROPOSER);
  assert.equal(chain.running.height, 2);
  // Its proofs count until the window would have ended.
  chain.submit(winner, new Map([first!, ...rest]));
  refused("ProofWindowOpen", () => chain.settle(winner));
  chain.toProofEnd(winner);
  chain.settle(winner);
  assert.equal(chain.world.rewards.poolOf(winner.id)!.amount, 50n * ETHER);
});

test("R16: nothing ends early while another commitment could still win", () => {
  const { chain, offer } = scene();
  const winner = chain.commit(offer(PROPOSER, 10n * ETHER));
  chain.commit(offer(RIVAL, 11n * ETHER));
  chain.toProofs();
  chain.submit(winner, allNamed(winner));
  refused("RoundStillOpen", () => chain.finalize(PROPOSER));
});

test("R6, P7.2: a share below the floor, a bid below the least one and a balance too low are refused", () => {
  const { chain, offer } = scene();
  refused("ShareOutOfRange", () => chain.commit({ ...offer(PROPOSER, ETHER), share: 4_999 }));
  refused("BidTooLow", () => chain.commit(offer(PROPOSER, 1n)));
  refused("InsufficientBalance", () => chain.commit(offer(PROPOSER, 600n * ETHER)));
  refused("WrongParent", () => chain.commit({ ...offer(PROPOSER, ETHER), parent: `0x${"11".repeat(32)}` }));
});

test("P3.4: pipelined, the child of the winner goes on, and what is built on a loser is refunded whole", () => {
  const { chain, offer } = scene({ pipelined: true });
  const winner = chain.commit(offer(PROPOSER, 10n * ETHER));
  const loser = chain.commit(offer(RIVAL, 5n * ETHER));
  chain.toProofs();
  const child = chain.commit({ ...offer(PROPOSER, ETHER), height: 2, parent: winner.id });
  const orphan = chain.commit({ ...offer(RIVAL, 50n * ETHER), height: 2, parent: loser.id });
  refused("UnknownParent", () =>
    chain.commit({ ...offer(RIVAL, ETHER), height: 2, parent: `0x${"11".repeat(32)}` }),
  );
  chain.submit(winner, allNamed(winner));
  chain.toProofEnd(winner);
  chain.finalize();
  // R11: its transactions came with the proof, in time for the child's window.
  assert.equal(chain.running.id, 2);
  const before = balanceOf(chain, RIVAL);
  chain.refund(orphan, undefined);
  assert.equal(balanceOf(chain, RIVAL), before + 100n * ETHER);
  assert.equal(chain.world.auction.isOver(child.id), false);
});

test("R17: pipelined, only a lead on the leader below extends the window: on others it would cost nothing", () => {
  const { chain, offer } = scene({ pipelined: true });
  const leader = chain.commit(offer(PROPOSER, 10n * ETHER));
  const other = chain.commit(offer(RIVAL, 5n * ETHER));
  chain.toProofs();
  const { slotTime, proposalWindow } = chain.settings;
  chain.commit({ ...offer(PROPOSER, 5n * ETHER), height: 2, parent: leader.id });
  chain.pass(proposalWindow - 1);
  const end = chain.world.auction.rounds.next.commitEnd;
  chain.commit({ ...offer(RIVAL, 50n * ETHER), height: 2, parent: other.id });
  assert.equal(chain.world.auction.rounds.next.commitEnd, end);
  chain.commit({ ...offer(RIVAL, 6n * ETHER), height: 2, parent: leader.id });
  assert.equal(chain.world.auction.rounds.next.commitEnd, end + BigInt(slotTime));
});

test("R11: transactions that come too late for the child's window open it once more", () => {
  const { chain, offer } = scene({ pipelined: true });
  const winner = chain.commit(offer(PROPOSER, 10n * ETHER));
  chain.toProofs();
  chain.commit({ ...offer(PROPOSER, ETHER), height: 2, parent: winner.id });
  chain.pass(500);
  chain.submit(winner, allNamed(winner));
  chain.finalize();
  assert.equal(chain.running.height, 2);
  assert.equal(chain.running.commitEnd, chain.time + 120n);
});
