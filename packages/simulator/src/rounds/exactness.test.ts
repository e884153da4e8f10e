import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCount } from "@trellis/protocol";
import { chooseUncles } from "@trellis/strategy";
import type { Work } from "../../../l1-model/test/blockProof.ts";
import { address, Chain, COURT, ETHER, SETTINGS, STAKE } from "../../../l1-model/test/Chain.ts";
import type { RandomStream } from "../random/RandomStream.ts";
import { RandomStreams } from "../random/RandomStreams.ts";
import type { BlockProof, Block as RoundBlock } from "./Block.ts";
import { NOBODY } from "./dealNodes.ts";
import { Scores } from "./Scores.ts";
import { SeatSet } from "./SeatSet.ts";
import { settleRound } from "./settleRound.ts";

const OWNERS = [address(50), address(51), address(52)];
const PROPOSERS = [address(60), address(61), address(62)];
const PURSE = 10_000n * ETHER;

/** A block with random names, bits, bid and proof, and seats that prove in the name of another one as rescuers. */
function anyBlock(
  random: RandomStream,
  proposer: number,
  seats: number,
): {
  readonly block: RoundBlock;
  readonly proof: BlockProof | undefined;
} {
  const depth = 1 + random.below(3);
  const named = new Int16Array(nodeCount(depth)).fill(NOBODY);
  const committed = SeatSet.empty();
  for (let number = 0; number < named.length; number++) {
    if (random.chance(0.1)) continue;
    named[number] = random.below(seats);
    if (random.chance(0.95)) committed.add(named[number]!);
  }
  if (random.chance(0.3)) committed.add(random.below(seats));
  committed.add(Math.max(0, named[0]!));
  const provers = named.map((seat) => {
    const isOwn = seat !== NOBODY && committed.has(seat) && random.chance(0.8);
    return isOwn ? seat : random.chance(0.05) ? NOBODY : random.below(seats);
  });
  const burnBid = BigInt(random.pick([1, 2, 2, 3, 10])) * ETHER;
  return {
    block: {
      proposer,
      burnBid,
      proverShareBps: 5_000 + random.below(5_001),
      depth,
      committed,
      committedSeats: committed.count(),
      named,
    },
    proof: random.chance(0.8) ? { provers } : undefined,
  };
}

test("a round is settled to the wei as the contracts' model settles it", () => {
  const chain = new Chain({ uncleMinBps: 2_000, uncles: 2 });
  const seats = OWNERS.flatMap((owner, agent) =>
    chain.join(owner, 3 + agent).map((seat) => ({ seat, agent })),
  );
  const owners = new Uint16Array(2_048);
  for (const { seat, agent } of seats) owners[seat] = agent;
  for (const proposer of PROPOSERS) chain.fundProposer(proposer, PURSE);
  const settings = { rollup: chain.settings, court: COURT, stake: STAKE };
  const start = chain.world.remember();
  const startTime = chain.time;
  const scores = new Scores();
  let wins = 0;
  let uncles = 0;
  let rates = 0;
  let bonds = 0;
  for (let seed = 0; seed < 60; seed++) {
    start();
    chain.time = startTime;
    const random = new RandomStreams(seed).stream(0);
    const played = PROPOSERS.map((_, i) => anyBlock(random, i, seats.length));
    const before = {
      owners: OWNERS.map((one) => chain.wealth(one, [])),
      proposers: PROPOSERS.map((one) => chain.wealth(one, [])),
    };
    const { alpha } = chain.running;
    // The model's blocks of this test have merges of weight 4, so the settings are the model's own.
    assert.equal(chain.settings.mergeWeight, SETTINGS.mergeWeight);
    const blocks = played.map(({ block }, i) =>
      chain.commit({
        proposer: PROPOSERS[i]!,
        bid: block.burnBid,
        depth: block.depth,
        share: block.proverShareBps,
        named: new Map(
          [...block.named]
            .map((seat, number) => [number, seat] as const)
            .filter(([, seat]) => seat !== NOBODY),
        ),
        bitmap: block.committed.seats(),
      }),
    );
    chain.toProofs();
    const proofs = played.map(({ block, proof }, i) => {
      if (proof === undefined) return undefined;
      const work = new Map<number, Work>();
      for (const [number, seat] of proof.provers.entries()) {
        if (seat === NOBODY) continue;
        const isNamed = block.named[number] === seat && block.committed.has(seat);
        work.set(number, { seat, as: isNamed ? "named" : "rescue" });
      }
      return chain.submit(blocks[i]!, work);
    });
    chain.toProofEnd(blocks[0]!);
    const round = chain.running.id;
    chain.finalize();
    const settled = settleRound(played, alpha, settings, { owners, agents: 3 }, scores);
    const winnerId = chain.world.auction.winnerOf(round);
    const winner = blocks.find(({ id }) => id === winnerId);
    assert.equal(settled.winner, winner === undefined ? undefined : blocks.indexOf(winner), `seed ${seed}`);
    if (winner !== undefined) {
      wins += 1;
      chain.settle(winner);
      const candidates = played.flatMap(({ block, proof }, i) => {
        if (proof === undefined || i === settled.winner) return [];
        const isHigh = block.burnBid * 10_000n >= 2_000n * winner.proposal.burnBid;
        const named = [blocks[i]!, proofs[i]!] as const;
        return isHigh ? [{ ...chain.newSeatsIn(...named, winner), named }] : [];
      });
      const chosen = chooseUncles(candidates, 2);
      if (chosen.length > 0) {
        uncles += 1;
        if (new Set(chosen.map(({ bps }) => bps)).size > 1) rates += 1;
        chain.nameUncles(
          winner,
          chosen.map(({ named }) => named),
        );
      }
      const pool = chain.world.rewards.poolOf(winner.id)!;
      const count = pool.newSeats.reduce((sum, { seats }) => sum + seats.count(), 0);
      assert.equal(settled.newSeats, count, `seed ${seed}`);
      chain.pass(chain.settings.uncleWindow);
      chain.claimNodes(winner, 0, proofs[settled.winner!]!);
      chain.claimNewSeats(winner);
      assert.equal(settled.alpha, chain.running.alpha);
      assert.equal(settled.provers, pool.winnerSeats);
    }
    for (const block of blocks)
      if (block !== winner && chain.world.auction.commitmentOf(block.id)!.settled === false)
        chain.refund(block, winner);
    OWNERS.forEach((owner, i) => {
      assert.equal(
        chain.wealth(owner, []) - before.owners[i]!,
        settled.pay.provers[i]!,
        `seed ${seed}, seats of ${i}`,
      );
    });
    PROPOSERS.forEach((proposer, i) => {
      const { reward, burned, bonds: lost } = settled.pay;
      if (lost[i]! > 0n) bonds += 1;
      assert.equal(
        chain.wealth(proposer, []) - before.proposers[i]!,
        reward[i]! - burned[i]! - lost[i]!,
        `seed ${seed}, proposer ${i}`,
      );
    });
  }
  // The rounds meet what they shall meet.
  assert.ok(
    wins > 40 && uncles > 10 && rates > 0 && bonds > 5,
    `${wins} wins, ${uncles} with new seats, ${rates} at two rates, ${bonds} lost bonds`,
  );
});
