import { DUTY_GAS, gasCost } from "@trellis/strategy";
import { farmer } from "../../agents/farmer.ts";
import { HONEST_PROVERS } from "../../agents/provers.ts";
import type { Agent } from "../../rounds/Agent.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens, wei } from "../../rounds/settings.ts";
import { defineExperiment, numberOf, type Size } from "../Experiment.ts";

const SEATS = 500;
const ROUNDS: Record<Size, number> = { tiny: 4, usual: 40, full: 80 };
const BID = 50;
const UPTIME = 0.999;
/** Gas of a commitment and of a block proof, as measured (docs/benchmarks.md). */
const COMMIT_GAS = 150_000n;
const PROOF_GAS = 1_200_000n;
/** A token of a hundredth of an ether, and 10 gwei. */
const PRICES = { gasPrice: 10n ** 10n, tokenPrice: 10n ** 16n };

/** Question 7: whether own losing blocks pay. */
export default defineExperiment({
  number: 7,
  name: "farming",
  question: "Do losing blocks of one's own pay more than honest work, and at what token price and gas?",
  claim:
    "R7: whoever leaves own seats out of an honest winner loses, since a new seat gets less than a winner's seat.",
  settings: {
    seats: {
      about: "the farmer's part of the seats",
      values: { tiny: [0.3], usual: [0.1, 0.3, 0.49], full: [0.02, 0.1, 0.2, 0.3, 0.4, 0.49] },
    },
    unclePayBps: {
      about: "pay of a new seat, 1/10,000 of a winner's seat",
      values: {
        tiny: [9_500, 10_000],
        usual: [8_000, 9_000, 9_500, 10_000],
        full: [8_000, 8_500, 9_000, 9_500, 9_750, 10_000],
      },
    },
    blocks: { about: "own losing blocks a round", values: { tiny: [1], usual: [1, 4], full: [1, 4, 8] } },
  },
  metrics: {
    gain: { about: "the farmer's pay a round, more than by honest work", unit: "tokens" },
    net: {
      about: "the same after gas of commitments, proofs and naming, at 10 gwei and 0.01 ether a token",
      unit: "tokens",
    },
    work: { about: "proofs that the farmer makes, over those of honest work", unit: "" },
  },
  charts: [
    {
      title: "What farming brings a round, before gas",
      x: "unclePayBps",
      y: "gain",
      series: "seats",
      where: { blocks: 1 },
    },
  ],
  seeds: { tiny: 3, usual: 4, full: 12 },
  run({ point, size, streams, trace }) {
    const own = Math.round(numberOf(point, "seats") * SEATS);
    const blocks = numberOf(point, "blocks");
    const rollup = { ...MAINNET.rollup, unclePayBps: numberOf(point, "unclePayBps") };
    const play = (isFarming: boolean) => {
      const proposer: Agent = {
        name: "proposer",
        propose: () => [{ burnBid: wei(BID), proverShareBps: rollup.minProverShareBps }],
      };
      const world = new RoundWorld({
        settings: { ...MAINNET, rollup },
        players: [
          { agent: HONEST_PROVERS, seats: SEATS - own, uptime: UPTIME },
          { agent: isFarming ? farmer(blocks) : HONEST_PROVERS, seats: own, uptime: UPTIME },
          { agent: proposer },
        ],
        streams,
        trace,
      });
      let [paid, proofs] = [0, 0];
      for (let i = 0; i < ROUNDS[size]; i++) {
        const { pay, penalties, proofs: made } = world.play();
        paid += tokens(pay.provers[1]! - pay.bonds[1]! - penalties[1]!);
        proofs += made[1]!;
      }
      return { paid: paid / ROUNDS[size], proofs: proofs / ROUNDS[size] };
    };
    const [farmed, honest] = [play(true), play(false)];
    const gain = farmed.paid - honest.paid;
    const gas =
      BigInt(blocks) * (COMMIT_GAS + PROOF_GAS + DUTY_GAS.refund) +
      DUTY_GAS.nameUncles +
      BigInt(blocks - 1) * DUTY_GAS.furtherUncle;
    return {
      gain: [gain],
      net: [gain - tokens(gasCost(gas, PRICES))],
      work: [farmed.proofs / honest.proofs],
    };
  },
  expectation: "At 9,500 no farmer below one half gains, even before gas.",
  judge(outcomes) {
    const shipped = outcomes.where({ unclePayBps: 9_500 });
    const best = outcomes.greatest("gain", shipped);
    const full = outcomes.where({ unclePayBps: 10_000 });
    const figure = best.figures.gain!;
    const top = outcomes.greatest("gain", full).figures.gain!;
    return {
      holds: figure.high <= 0 ? "yes" : "no",
      figure: {
        about: "most that farming brings a round at 9,500, before gas",
        unit: "tokens",
        interval: figure,
      },
      finding: `Farming loses at every size and at any token price: at best ${figure.value.toFixed(2)} tokens a round before gas at 9,500. At 10,000 it is ${top.value.toFixed(2)}: only gas and the own proofs stand against it. More losing blocks add nothing.`,
      recommendation: "`unclePayBps` at most 9,500",
    };
  },
});
