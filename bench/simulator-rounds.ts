import { HONEST_PROVERS, withholders } from "../packages/simulator/src/agents/provers.ts";
import { shippedProposer } from "../packages/simulator/src/agents/shippedProposer.ts";
import { RandomStreams } from "../packages/simulator/src/random/RandomStreams.ts";
import { RoundWorld } from "../packages/simulator/src/rounds/RoundWorld.ts";
import { MAINNET } from "../packages/simulator/src/rounds/settings.ts";
import { report } from "./figure.ts";
import { best } from "./time.ts";

// The simulator's round level at the proposal's own size: 2,048 seats of three kinds, ten proposers that bid anew in each round. The
// reference is the rate that was asked for.
const PROPOSERS = 10;
const ROUNDS = 500;
const RUNS = 3;
/** Milliseconds a round of 200 rounds a second. */
const ASKED_MS = 5;

function play(): void {
  const streams = new RandomStreams(1);
  const values = streams.stream(100);
  const proposers = Array.from({ length: PROPOSERS }, (_, i) => ({
    agent: shippedProposer({ name: `proposer ${i}`, value: () => values.lognormal(3, 0.8) }),
  }));
  const world = new RoundWorld({
    settings: MAINNET,
    streams,
    players: [
      { agent: HONEST_PROVERS, seats: 1_500, uptime: 0.999 },
      { agent: HONEST_PROVERS, seats: 448, uptime: 0.99 },
      { agent: withholders("silent"), seats: 100 },
      ...proposers,
    ],
  });
  for (let i = 0; i < ROUNDS; i++) world.play();
}

const milliseconds = best(RUNS, play) / ROUNDS;
const ok = report({
  name: `a round of ${PROPOSERS} proposals and 2,048 seats`,
  measured: milliseconds,
  reference: ASKED_MS,
  against: "200 rounds a second",
  limit: 1,
  unit: "ms",
});
process.exitCode = ok ? 0 : 1;
