import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../random/RandomStreams.ts";
import { RoundWorld } from "../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../rounds/settings.ts";
import { winningBids } from "../tables/bids.ts";
import { ATTACKERS, type Contender, type Means } from "./attackers.ts";
import { costlyProvers, HONEST_PROVERS } from "./provers.ts";
import { shippedProposer } from "./shippedProposer.ts";
import { starvingProposer } from "./starvingProposer.ts";

const SEATS = 40;
const SEEDS = [1, 2, 3, 4];
const ROUNDS = 75;
const ALPHA = 3 * 2 ** 16;
/** M4: whoever harms others loses at least a third of the harm. */
const MOST_HARM = 3;

/** What a world brings, tokens a round. */
interface Result {
  readonly party: number;
  readonly honestProvers: number;
  /** Cases and lost bonds of honest parties. */
  readonly cases: number;
  readonly bonds: number;
  /** The worst round of an honest proposer. */
  readonly worst: number;
  readonly blocks: number;
}

/** Honest provers, two honest proposers that bid a part of what a block brings, and a party with some of the seats. */
function play(seed: number, own: number, contender: (means: Means) => Contender, bidFraction = 0.5): Result {
  const streams = new RandomStreams(seed);
  const { mu, sigma } = winningBids();
  // A party's values do not depend on what it does.
  const values = [100, 101, 102].map((number) => {
    const random = streams.stream(number);
    return Array.from({ length: ROUNDS }, () => 1_000 * random.lognormal(mu, sigma));
  });
  const valueBy =
    (number: number) =>
    ({ round }: { readonly round: number }): number =>
      values[number]![round]!;
  const { agent, worth } = contender({ value: valueBy(0), price: streams.stream(99) });
  const proposers = [1, 2].map((number) =>
    shippedProposer({ name: `proposer ${number}`, value: valueBy(number), bidFraction }),
  );
  const world = new RoundWorld({
    settings: { ...MAINNET, rollup: { ...MAINNET.rollup, alphaMin: ALPHA, alphaMax: ALPHA } },
    players: [
      { agent: HONEST_PROVERS, seats: SEATS - own },
      { agent, seats: own },
      ...proposers.map((proposer) => ({ agent: proposer })),
    ],
    streams,
  });
  let [party, honestProvers, cases, bonds, blocks] = [0, 0, 0, 0, 0];
  let worst = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const played = world.play();
    const { pay } = played;
    const winner = played.winner === undefined ? undefined : played.bids[played.winner]!.proposer;
    const proposing = (number: number): number =>
      tokens(pay.reward[number]! - pay.burned[number]! - pay.bonds[number]!);
    party += proposing(1) + tokens(pay.provers[1]! - played.penalties[1]!);
    if (winner === 1) party += worth?.() ?? valueBy(0)({ round });
    honestProvers += tokens(pay.provers[0]! - played.penalties[0]!);
    for (const number of [2, 3]) {
      const brought = winner === number ? valueBy(number - 1)({ round }) : 0;
      worst = Math.min(worst, proposing(number) + brought);
      bonds += tokens(pay.bonds[number]!);
    }
    cases += played.cases[0]!;
    if (winner !== undefined) blocks += 1;
  }
  return { party: party / ROUNDS, honestProvers: honestProvers / ROUNDS, cases, bonds, worst, blocks };
}

function mean(results: readonly Result[], of: "party" | "honestProvers"): number {
  return results.reduce((sum, result) => sum + result[of], 0) / results.length;
}

for (const { attack, agent, attacker, honest, mostGain } of ATTACKERS) {
  test(`${attack}, ${agent}: honest parties lose nothing, and it gains at most ${mostGain} tokens a round`, () => {
    const gains = [10, 19].map((own) => {
      const attacked = SEEDS.map((seed) => play(seed, own, attacker));
      const calm = SEEDS.map((seed) => play(seed, own, honest));
      for (const [i, { cases, bonds, worst, blocks }] of attacked.entries()) {
        // M1, M2: stakes and bonds of the honest are safe, no block costs its proposer more than it brings, and blocks go on.
        assert.deepEqual(
          { cases, bonds, blocks },
          { cases: 0, bonds: 0, blocks: ROUNDS },
          `seed ${SEEDS[i]}`,
        );
        assert.ok(worst >= 0, `seed ${SEEDS[i]}: a proposer lost ${-worst} tokens`);
      }
      const gain = mean(attacked, "party") - mean(calm, "party");
      const harm = mean(calm, "honestProvers") - mean(attacked, "honestProvers");
      const what = `${own} of ${SEATS} seats: gain ${gain}, harm ${harm}`;
      assert.ok(gain <= mostGain, what);
      assert.ok(harm <= Math.max(1e-9, MOST_HARM * -gain), what);
      return gain;
    });
    // A known gain is stated as it is.
    if (mostGain > 0) assert.ok(Math.max(...gains) > mostGain - 1, `${gains}`);
  });
}

test("A22: the nearer others bid to what a block brings them, the less a last look gains", () => {
  const { attacker, honest } = ATTACKERS.find(({ attack }) => attack === "A22")!;
  const [half, most] = [0.5, 0.9].map((bidFraction) => {
    const gains = SEEDS.map((seed) => {
      return play(seed, 10, attacker, bidFraction).party - play(seed, 10, honest, bidFraction).party;
    });
    return gains.reduce((sum, gain) => sum + gain, 0) / SEEDS.length;
  });
  assert.ok(most! < (3 * half!) / 4, `${half} at one half, ${most} at nine tenths`);
});

test("R6, A7: without a floor, provers that know their cost do not vote for a block that pays them nothing", () => {
  const cost = { perProof: { leaf: 10n ** 15n, merge: 10n ** 15n, root: 10n ** 15n } };
  const seconds = { leaf: 6, merge: 25, root: 25 };
  const proposer = { name: "party", value: () => 50 };
  const world = new RoundWorld({
    settings: { ...MAINNET, rollup: { ...MAINNET.rollup, minProverShareBps: 0 } },
    players: [
      { agent: costlyProvers({ name: "provers", cost, seconds }), seats: SEATS },
      { agent: starvingProposer(proposer) },
      { agent: shippedProposer({ ...proposer, proverShareBps: 5_000 }) },
    ],
    streams: new RandomStreams(1),
  });
  const { bids, winner } = world.play();
  const [starving, paying] = bids;
  assert.ok(starving!.burnBid > paying!.burnBid);
  assert.deepEqual([starving!.committedSeats, paying!.committedSeats], [0, SEATS]);
  assert.equal(winner, 1);
});
