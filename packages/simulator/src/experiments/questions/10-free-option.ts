import { optionHolder } from "../../agents/optionHolder.ts";
import { HONEST_PROVERS } from "../../agents/provers.ts";
import { shippedProposer } from "../../agents/shippedProposer.ts";
import type { RoundView } from "../../rounds/Agent.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens, wei } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size } from "../Experiment.ts";

const SEATS = 256;
const ROUNDS: Record<Size, number> = { tiny: 300, usual: 1_000, full: 1_500 };
/** Value whose price moves while the block is committed and not yet revealed, tokens. */
const EXPOSURE = 16_000;

/** Question 10: commit, and then not reveal. */
export default defineExperiment({
  number: 10,
  name: "free-option",
  question:
    "How often does a leader keep its block back after the price has moved, and what is that option worth?",
  claim:
    "Critics: a commitment is a free option on the price. R9: the bond follows the bid, and shields in front of a bid lose theirs too.",
  settings: {
    volatility: {
      about: "deviation of the price from commitment to reveal, as a part of it (0.0024: a usual day)",
      values: {
        tiny: [0.0024],
        usual: [0.0012, 0.0024, 0.005, 0.01],
        full: [0.0006, 0.0012, 0.0024, 0.005, 0.01, 0.02],
      },
    },
    bond: {
      about: "least bond, tokens",
      values: { tiny: [0, 20], usual: [0, 20, 50], full: [0, 5, 20, 50, 100] },
    },
    bondBps: {
      about: "bond as a part of the bid, 1/10,000",
      values: { tiny: [0, 10_000], usual: [0, 10_000], full: [0, 5_000, 10_000, 20_000] },
    },
  },
  isRun: ({ bond, bondBps }) => bond !== 0 || bondBps === 0,
  metrics: {
    withheld: { about: "rounds in which the leader keeps its block back", unit: "" },
    worth: { about: "what the option saves its holder a round it leads", unit: "tokens" },
    restarts: { about: "rounds without a block", unit: "" },
    burn: { about: "burned a round", unit: "tokens" },
  },
  charts: [
    {
      title: "Blocks kept back by volatility, bond 20",
      x: "volatility",
      y: "withheld",
      series: "bondBps",
      where: { bond: 20 },
      logX: true,
    },
    {
      title: "Worth of the option a round, bond 20",
      x: "volatility",
      y: "worth",
      series: "bondBps",
      where: { bond: 20 },
      logX: true,
    },
  ],
  seeds: { tiny: 2, usual: 3, full: 3 },
  run({ point, size, streams, trace }) {
    const [bond, bps] = [numberOf(point, "bond"), numberOf(point, "bondBps")];
    const { mu, sigma } = winningBids();
    const value = ({ random }: RoundView): number => 1_000 * random.lognormal(mu, sigma);
    const volatility = numberOf(point, "volatility");
    const holders = Array.from({ length: 3 }, () => {
      // All holders see one price.
      const price = streams.stream(50);
      return optionHolder({
        name: "option holder",
        value,
        bidFraction: 0.9,
        price,
        volatility,
        exposure: EXPOSURE,
      });
    });
    const others = Array.from({ length: 3 }, (_, i) =>
      shippedProposer({
        name: `proposer ${i}`,
        value,
        bidFraction: 0.5,
      }),
    );
    const rollup = { ...MAINNET.rollup, bond: wei(bond), bondBps: bps, targetProvers: SEATS };
    const world = new RoundWorld({
      settings: { ...MAINNET, rollup },
      players: [
        { agent: HONEST_PROVERS, seats: SEATS },
        ...[...holders, ...others].map((agent) => ({ agent })),
      ],
      streams,
      trace,
    });
    let [withheld, led, restarts, burned] = [0, 0, 0, 0];
    for (let i = 0; i < ROUNDS[size]; i++) {
      const { isWithheld, winner, pay } = world.play();
      led += 1;
      if (isWithheld) withheld += 1;
      if (winner === undefined) restarts += 1;
      burned += tokens(pay.burned.reduce((sum, amount) => sum + amount, 0n));
    }
    return {
      withheld: { hits: withheld, trials: ROUNDS[size] },
      worth: [holders.reduce((sum, holder) => sum + holder.gain(), 0) / led],
      restarts: { hits: restarts, trials: ROUNDS[size] },
      burn: [burned / ROUNDS[size]],
    };
  },
  expectation: "On a usual day (0.24 %) a bond of 20 tokens or the bid keeps blocks kept back below 3 %.",
  judge(outcomes) {
    const shipped = { volatility: 0.0024, bond: 20, bondBps: 10_000 };
    const withheld = outcomes.figure(shipped, "withheld");
    const free = outcomes.where({ volatility: 0.0024, bond: 0 })[0]?.figures.withheld;
    const worst = outcomes.greatest("withheld", outcomes.where({ bond: 20, bondBps: 10_000 }));
    return {
      holds: withheld.high < 0.03 ? "yes" : withheld.value < 0.1 ? "partly" : "no",
      figure: {
        about: "blocks kept back at 0.24 % of 16,000 tokens, bond 20 and 10,000",
        unit: "",
        interval: withheld,
      },
      finding: `With the shipped bond ${(100 * withheld.value).toFixed(2)} % of leaders keep their block back${free === undefined ? "" : `, without a bond ${(100 * free.value).toFixed(1)} %`}. At ${100 * numberOf(worst.point, "volatility")} % it is ${(100 * worst.figures.withheld!.value).toFixed(1)} %.`,
      recommendation: "`bond` 20, `bondBps` 10,000",
    };
  },
});
