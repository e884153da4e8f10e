import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../random/RandomStreams.ts";
import type { Agent } from "../rounds/Agent.ts";
import { RoundWorld } from "../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../rounds/settings.ts";
import { RunningMean } from "../statistics/RunningMean.ts";
import { bidderRing } from "./bidderRing.ts";
import { equilibriumPart, firstPriceBidder } from "./firstPriceBidder.ts";
import { HONEST_PROVERS } from "./provers.ts";

const MOST = 100;
const BIDDERS = 5;
const MEMBERS = 3;
const ROUNDS = 3_000;
const PART = equilibriumPart(BIDDERS);

/** What the members gain a round, together or each for itself, and what provers are paid. */
function play(isRing: boolean, seed: number) {
  const streams = new RandomStreams(seed);
  const values = Array.from({ length: BIDDERS }, (_, bidder) => {
    const random = streams.stream(100 + bidder);
    return Array.from({ length: ROUNDS }, () => MOST * random.open());
  });
  const single = (bidder: number): Agent =>
    firstPriceBidder(`bidder ${bidder}`, PART, ({ round }) => values[bidder]![round]!);
  const membersAt = (round: number): number[] => values.slice(0, MEMBERS).map((all) => all[round]!);
  const init = { values: ({ round }: { readonly round: number }) => membersAt(round), most: MOST };
  const ring = bidderRing({ ...init, outsiders: BIDDERS - MEMBERS, part: PART });
  const bidders = Array.from({ length: BIDDERS }, (_, bidder) => single(bidder));
  const agents = isRing ? [ring, ...bidders.slice(MEMBERS)] : bidders;
  const inside = isRing ? 1 : MEMBERS;
  const rollup = { ...MAINNET.rollup, minBurnBid: 1n, blockReward: 0n };
  const world = new RoundWorld({
    settings: { ...MAINNET, rollup },
    players: [{ agent: HONEST_PROVERS, seats: 16 }, ...agents.map((agent) => ({ agent }))],
    streams,
  });
  const gain = new RunningMean();
  for (let round = 0; round < ROUNDS; round++) {
    const { winner, bids, pay, penalties } = world.play();
    assert.ok([...pay.bonds, ...penalties].every((lost) => lost === 0n));
    const { proposer, burnBid } = bids[winner!]!;
    const value = isRing ? Math.max(...membersAt(round)) : values[proposer - 1]![round]!;
    gain.add(proposer <= inside ? value - tokens(burnBid) : 0);
  }
  return gain;
}

test("a ring of three among five bidders gains 1.6 of a value of 100 a round: what it does not burn; nobody else pays", () => {
  // Each of m equal bidders gains most / (m (m + 1)).
  const honest = play(false, 1);
  const alone = (MEMBERS * MOST) / (BIDDERS * (BIDDERS + 1));
  assert.ok(Math.abs(honest.value - alone) < 3 * honest.standardError, `${honest.value} instead of ${alone}`);
  // The greatest value v of three is answered by 2/3 v, which wins with (2/3 v / (4/5 · most))²: v³ / 43,200, whose mean is 11.57.
  const ring = play(true, 2);
  const together = (MOST ** 3 * MEMBERS) / (MEMBERS + 3) / 43_200;
  assert.ok(Math.abs(ring.value - together) < 3 * ring.standardError, `${ring.value} instead of ${together}`);
});
