import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, toHex } from "@trellis/protocol";
import fc from "fast-check";
import { type LifeStep, RandomLife } from "../testing/RandomLife.ts";
import { Chain } from "./Chain.ts";

const SEATS = 8;
const number = fc.nat(1_000);
const life = fc.record({
  pipelined: fc.boolean(),
  steps: fc.array(fc.tuple(number, number, number, number), { minLength: 100, maxLength: 200, size: "max" }),
});

/** Holds after each step of any life: refused calls, restarts, early ends, reorganisations and the stop included. */
function always(holds: (life: RandomLife, chain: Chain) => void, numRuns = 15): void {
  fc.assert(
    fc.property(life, ({ pipelined, steps }) => {
      const it = new RandomLife({ pipelined });
      for (const step of steps as LifeStep[]) {
        it.take(step);
        holds(it, it.chain);
      }
      const anew = new Chain(() => it.time);
      anew.apply(it.l1.view(true));
      holds(it, anew);
      assert.equal(anew.head.state.root(), it.chain.head.state.root());
    }),
    { numRuns },
  );
}

test("P1.2, R9: proposers' balances are those of L1, and their escrows those that L1 has not settled", () => {
  always(({ l1, proposers }, { funds, records }) => {
    const { auction } = l1.world;
    for (const proposer of proposers) {
      assert.equal(funds.balanceOf(proposer), auction.balances.balanceOf(proposer));
      const open = records
        .all()
        .filter(
          ({ proposalId, proposal }) =>
            toHex(proposal.proposer) === proposer && !auction.commitmentOf(proposalId)!.settled,
        )
        .map(({ proposalId, proposal }) => [proposalId, auction.bondOf(proposal.burnBid)]);
      assert.deepEqual(
        funds.escrowsOf(proposer).map(({ proposalId, bond }) => [proposalId, bond]),
        open,
      );
    }
  });
});

test("R9: what a proposer can take back is what L1 gives back, with the winner that it wants named", () => {
  always(({ l1, proposers }, chain) => {
    const known = new Map(
      proposers.flatMap((proposer) =>
        chain.refundable(proposer).map(({ escrow, winner }) => [escrow.proposalId, winner] as const),
      ),
    );
    for (const { proposalId, proposal } of chain.records.all()) {
      const winner = known.get(proposalId);
      const back = l1.remember();
      if (winner === undefined) {
        const refuses = { code: "TRL-L1-010", message: /NotRefundable/ };
        assert.throws(() => l1.refund(proposal), refuses);
      } else l1.refund(proposal, winner);
      back();
    }
  }, 8);
});

test("R3, R4: keys, roots and active seats of each round's snapshot are those of L1", () => {
  always(({ l1 }, chain) => {
    const { registry, auction } = l1.world;
    assert.ok(chain.seats.hasRoot(registry.proverSetRoot));
    for (let seat = 0; seat < SEATS; seat++) {
      const key = chain.seats.key(seat);
      if (key !== undefined) assert.equal(chain.seats.seatOf(key), seat);
      const held = seatAt(l1, seat);
      if (held !== undefined) assert.equal(key && toHex(addressOf(key)), held.key);
    }
    for (const { proposalId, roundId, committed } of chain.records.all()) {
      const round = chain.roundOfCommitment(proposalId);
      if (round === undefined) continue;
      const record = auction.rounds.recordOf(roundId)!;
      assert.deepEqual(round.active.seats(), record.active.seats());
      assert.equal(round.proverSetRoot, record.proverSetRoot);
      for (const seat of committed.seats()) {
        const key = chain.seats.key(seat, round.proverSetRoot);
        assert.equal(key && chain.seats.seatOf(key, round.proverSetRoot), seat);
      }
    }
  });
});

test("P3, R11, R17: windows of running and ended rounds are those of L1", () => {
  always(({ l1 }, chain) => {
    const { rounds } = l1.world.auction;
    for (const { proposalId, proposal, roundId } of chain.records.all()) {
      const round = chain.roundOfCommitment(proposalId);
      if (round === undefined) continue;
      const { start, commitEnd, proofStart } = rounds.roundOf(roundId);
      const { proofEnd } = rounds.recordOf(roundId)!;
      const { windows, height } = round;
      assert.deepEqual(
        [windows.start, windows.commitEnd, windows.proofStart ?? 0n, windows.proofEnd ?? 0n],
        [start, commitEnd, proofStart, proofEnd],
      );
      assert.equal(height, proposal.height);
      if (proofEnd !== 0n) assert.equal(chain.isProofWindowOver(proposal), chain.now >= proofEnd);
    }
  });
});

test("P8.3: settled rewards and paid nodes are those of L1", () => {
  always(({ l1 }, { records, rewards }) => {
    for (const { proposalId } of records.all()) {
      const pool = l1.world.rewards.poolOf(proposalId);
      assert.equal(rewards.settled(proposalId)?.pool, pool?.amount);
      assert.equal(rewards.settled(proposalId)?.claimsFrom, pool?.claimsFrom);
      for (const node of [0, 1, 2]) {
        assert.equal(rewards.isPaid(proposalId, node), l1.world.rewards.isClaimed(proposalId, node));
      }
    }
  });
});

function seatAt(l1: RandomLife["l1"], seat: number) {
  try {
    return l1.world.registry.seatAt(seat);
  } catch {
    return undefined;
  }
}
