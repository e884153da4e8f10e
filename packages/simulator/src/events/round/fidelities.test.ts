import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, TOKEN } from "../../rounds/settings.ts";
import { CALM_L1 } from "../l1/L1Chain.ts";
import { meshOf } from "./meshOf.ts";
import { type RoundPlan, type RoundResult, USUAL_ROUND } from "./RoundPlan.ts";
import { RoundRun } from "./RoundRun.ts";

const SEATS = 16;
const NODES = 31;
const ROUNDS = 40;
const PROPOSALS = 4;
const ALPHA = 2 * 2 ** 16;
const PLAN: RoundPlan = {
  ...USUAL_ROUND,
  treeDepth: 4,
  seats: SEATS,
  proposals: PROPOSALS,
  l1: { ...CALM_L1, missed: 0, gasVolatility: 0 },
};

interface RoundLevel {
  readonly winner: number | undefined;
  readonly burned: bigint;
  readonly proofs: number;
  readonly provers: number;
}

/** The bids of the event level: a token, and a fortieth less each. */
const bidOf = (proposal: number): bigint => (TOKEN * BigInt(40 - proposal)) / 40n;

function playEvents(fields: Partial<RoundPlan>, seed: number): RoundResult {
  const plan = { ...PLAN, ...fields };
  const streams = new RandomStreams(seed);
  return new RoundRun(plan, meshOf(plan, streams), streams).run();
}

/** The same round at round level: the same bids, and the same proposers keep silent. */
function playRound({ silentProposers = 0, dropout = 0 }: Partial<RoundPlan>, seed: number): RoundLevel {
  const draws = new RandomStreams(seed).stream(4);
  const isSilent = Array.from({ length: PROPOSALS }, () => draws.chance(silentProposers));
  const rollup = { ...MAINNET.rollup, minBurnBid: 1n, alphaMin: ALPHA, alphaMax: ALPHA };
  const world = new RoundWorld({
    settings: { ...MAINNET, rollup },
    players: [
      { agent: { name: "provers" }, seats: SEATS, uptime: 1 - dropout },
      ...isSilent.map((silent, proposal) => ({
        agent: {
          name: `proposer ${proposal}`,
          propose: () => [{ burnBid: bidOf(proposal), proverShareBps: 5_000, depth: PLAN.treeDepth }],
          reveals: () => !silent,
        },
      })),
    ],
    streams: new RandomStreams(seed),
    alpha: ALPHA,
  });
  const { winner, pay, proofs, provers } = world.play();
  return { winner, provers, burned: pay.burned.reduce((sum, burn) => sum + burn, 0n), proofs: proofs[0]! };
}

for (const [silentProposers, dropout] of [
  [0, 0],
  [0.5, 0],
  [0.5, 0.2],
  [0.5, 1 / 3],
] as const) {
  test(`with ${silentProposers} of the proposers silent and ${dropout.toFixed(2)} of the seats dead, both levels have the same winners and burn`, () => {
    const winners = new Set<number | undefined>();
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const fields = { silentProposers, dropout };
      const [events, round] = [playEvents(fields, seed), playRound(fields, seed)];
      assert.equal(events.winner, round.winner, `seed ${seed}`);
      assert.equal(events.winner === undefined ? 0n : bidOf(events.winner), round.burned, `seed ${seed}`);
      winners.add(events.winner);
    }
    // Among so many rounds there are some in which the first proposers keep silent, and some in which all do.
    if (silentProposers > 0) assert.ok(winners.size > PROPOSALS, `${[...winners]}`);
  });
}

test("without a living prover neither level has a block", () => {
  assert.equal(playEvents({ dropout: 1 }, 1).winner, undefined);
  assert.equal(playRound({ dropout: 1 }, 1).winner, undefined);
});

test("R15: each node is proven once at round level, and by rescue hardly more often at event level", () => {
  for (const [dropout, most] of [
    [0, 1.02],
    [0.2, 1.1],
    [1 / 3, 1.2],
  ] as const) {
    let begun = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      begun += playEvents({ dropout }, seed).proofsPerNode / ROUNDS;
      assert.equal(playRound({ dropout }, seed).proofs, NODES);
    }
    assert.ok(begun >= 1 && begun <= most, `${begun} proofs a node at a dropout of ${dropout}`);
  }
});
