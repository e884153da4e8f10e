import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../random/RandomStreams.ts";
import { RoundWorld } from "../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../rounds/settings.ts";
import { RunningMean } from "../statistics/RunningMean.ts";
import { equilibriumPart, firstPriceBidder } from "./firstPriceBidder.ts";
import { HONEST_PROVERS } from "./provers.ts";

const VALUE = 100;
const ROUNDS = 2_000;

for (const bidders of [2, 3, 5, 10]) {
  test(`${bidders} equal bidders with values U[0,1] bid (m − 1)/m of them, and burn (m − 1)/(m + 1)`, () => {
    const part = equilibriumPart(bidders);
    assert.ok(Math.abs(part - (bidders - 1) / bidders) < 1e-6, `${part}`);
    const rollup = { ...MAINNET.rollup, minBurnBid: 1n };
    const agents = Array.from({ length: bidders }, (_, i) =>
      firstPriceBidder(`bidder ${i}`, part, ({ random }) => VALUE * random.open()),
    );
    const world = new RoundWorld({
      settings: { ...MAINNET, rollup },
      players: [{ agent: HONEST_PROVERS, seats: 16 }, ...agents.map((agent) => ({ agent }))],
      streams: new RandomStreams(bidders),
    });
    const burned = new RunningMean();
    for (let i = 0; i < ROUNDS; i++) {
      const { bids, winner } = world.play();
      burned.add(tokens(bids[winner!]!.burnBid) / VALUE);
    }
    const errors = Math.abs(burned.value - (bidders - 1) / (bidders + 1)) / burned.standardError;
    assert.ok(errors < 3, `${burned.value} is ${errors} standard errors away`);
  });
}
