import assert from "node:assert/strict";
import { test } from "node:test";
import { newSeatShare, winnersShare } from "@trellis/protocol";
import { chooseUncles } from "@trellis/strategy";
import fc from "fast-check";
import { attempt } from "./arena/attempt.ts";
import { allNamed } from "./blockProof.ts";
import { address, Chain, ETHER } from "./Chain.ts";
import { refused } from "./refused.ts";

const [WINNERS, LOSERS, PROPOSER, RIVAL] = [address(11), address(12), address(13), address(14)];

/** A settled round of seven seats, and four losing blocks of five others: seats of each, and nodes that are proven. */
function scene() {
  const chain = new Chain({ uncles: 4 });
  const seats = chain.join(WINNERS, 7);
  const [a, b, c, d, e] = chain.join(LOSERS, 5) as [number, number, number, number, number];
  for (const proposer of [PROPOSER, RIVAL]) chain.fundProposer(proposer, 1_000n * ETHER);
  const commit = (proposer: typeof RIVAL, bid: bigint, some: readonly number[]) =>
    chain.commit({
      proposer,
      bid,
      depth: some.length > 3 ? 2 : 1,
      named: new Map(some.map((seat, number) => [number, seat])),
    });
  const winner = commit(PROPOSER, 10n * ETHER, seats);
  const losing = [
    { seats: [a, a, b], shown: [0, 1, 2] },
    { seats: [a, c, d, e, b, b, b], shown: [0, 1, 2, 3, 4] },
    { seats: [c, c, c], shown: [1, 2] },
    { seats: [d, e, a], shown: [1, 2] },
  ].map((one) => ({ ...one, block: commit(RIVAL, ETHER, one.seats) }));
  chain.toProofs();
  chain.submit(winner, allNamed(winner));
  const losers = losing.map(({ block, shown }) => {
    const work = [...allNamed(block)].filter(([number]) => shown.includes(number));
    return [block, chain.submit(block, new Map(work))] as const;
  });
  chain.toProofEnd(winner);
  chain.finalize();
  chain.settle(winner);
  const candidates = losers.map((named) => ({ ...chain.newSeatsIn(...named, winner), named }));
  return { chain, winner, losers, candidates };
}

test("R7: a block at a better rate than the one before is refused, so nobody chooses where a seat counts", () => {
  const { chain, winner, candidates } = scene();
  const rising = candidates.toSorted((one, other) => one.bps - other.bps);
  assert.ok(rising[0]!.bps < rising.at(-1)!.bps);
  refused("NotBestRateFirst", () =>
    chain.nameUncles(
      winner,
      rising.map(({ named }) => named),
    ),
  );
});

test("M1, R7: whatever others name, before or after, who names by the node's strategy gets the best rate of its blocks", () => {
  const { chain, winner, losers, candidates } = scene();
  const rates = new Map<number, number>();
  for (const { bps, seats } of candidates)
    for (const seat of seats.seats()) rates.set(seat, Math.max(bps, rates.get(seat) ?? 0));
  const rewind = chain.world.remember();
  const settled = chain.time;
  const sets = fc.array(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), { maxLength: 4 });
  fc.assert(
    fc.property(sets, sets, (before, after) => {
      rewind();
      chain.time = settled;
      const others = (named: readonly number[][]): boolean[] =>
        named.map((set) =>
          attempt(() =>
            chain.nameUncles(
              winner,
              set.map((place) => losers[place]!),
            ),
          ),
        );
      others(before);
      const own = chooseUncles(candidates, chain.settings.uncles);
      // It is refused only if a set that pays as much is named.
      attempt(() =>
        chain.nameUncles(
          winner,
          own.map(({ named }) => named),
        ),
      );
      assert.ok(!others(after).includes(true), "no other set replaces it");
      const pool = chain.world.rewards.poolOf(winner.id)!;
      const paid = new Map(pool.newSeats.flatMap(({ bps, seats }) => seats.seats().map((one) => [one, bps])));
      assert.deepEqual(new Map([...paid].sort()), new Map([...rates].sort()));

      chain.pass(chain.settings.uncleWindow);
      const had = chain.world.token.balanceOf(LOSERS);
      chain.claimNewSeats(winner);
      chain.claimNewSeats(winner);
      const due = [...rates.values()].reduce((sum, bps) => sum + newSeatShare(pool, bps), 0n);
      assert.equal(chain.world.token.balanceOf(LOSERS) - had, due);
      assert.ok(due + winnersShare(pool) <= pool.amount);
    }),
    { numRuns: 40 },
  );
});
