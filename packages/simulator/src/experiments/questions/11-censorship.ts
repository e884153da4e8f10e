import { messageFee, messagesToConsume } from "@trellis/protocol";
import { HONEST_PROVERS } from "../../agents/provers.ts";
import { shippedProposer } from "../../agents/shippedProposer.ts";
import { leastBid } from "../../rounds/leastBid.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size } from "../Experiment.ts";

const SEATS = 400;
const ROUNDS: Record<Size, number> = { tiny: 100, usual: 300, full: 800 };

/** Question 11: what it costs to keep a transaction out. */
export default defineExperiment({
  number: 11,
  name: "censorship",
  question: "What does it cost to keep a transaction out, and for how long can it be kept out at all?",
  claim:
    "The proposal: who censors must win every block, so that it is a costly delay. P8.6, R10: after its deadline no block is valid without a forced message.",
  settings: {
    seats: {
      about: "seats that the censor owns and that vote for nobody else, as a part of all",
      values: { tiny: [0, 0.4], usual: [0, 0.2, 0.4], full: [0, 0.1, 0.2, 0.3, 0.4, 0.49] },
    },
    fee: {
      about: "fee that the kept-out transaction pays the block that takes it, tokens",
      values: { tiny: [0], usual: [0, 10], full: [0, 1, 10, 100] },
    },
    inclusionDelay: {
      about: "seconds until a forced message is due (P8.6)",
      values: { tiny: [3_600], usual: [1_800, 3_600], full: [900, 1_800, 3_600, 7_200] },
    },
    stuffed: {
      about: "messages that the censor queues ahead of it",
      values: { tiny: [0, 1_024], usual: [0, 256, 1_024, 4_096], full: [0, 256, 1_024, 4_096, 16_384] },
    },
  },
  // Seats and fee move the cost alone, the queue and the deadline the delay alone.
  isRun: ({ seats, fee, inclusionDelay, stuffed }) =>
    (stuffed === 0 && inclusionDelay === 3_600) || (seats === 0 && fee === 0),
  metrics: {
    cost: {
      about: "what each round without the transaction costs the censor, more than its block brings it",
      unit: "tokens",
    },
    rival: { about: "best bid of the others", unit: "tokens" },
    delay: { about: "time until a forced transaction is in a final block", unit: "s" },
    stuffing: { about: "burned for the messages ahead of it", unit: "tokens" },
    total: { about: "all that the censor pays until then", unit: "tokens" },
  },
  charts: [
    {
      title: "Cost of a round of censorship",
      x: "seats",
      y: "cost",
      series: "fee",
      where: { stuffed: 0, inclusionDelay: 3_600 },
    },
    {
      title: "Burned for stuffing the queue",
      x: "stuffed",
      y: "stuffing",
      where: { seats: 0, fee: 0, inclusionDelay: 3_600 },
    },
    {
      title: "Time until a forced transaction is final",
      x: "stuffed",
      y: "delay",
      series: "inclusionDelay",
      where: { seats: 0, fee: 0 },
    },
  ],
  seeds: { tiny: 3, usual: 3, full: 6 },
  run({ point, size, streams, trace }) {
    const own = Math.round(numberOf(point, "seats") * SEATS);
    const fee = numberOf(point, "fee");
    const { mu, sigma } = winningBids();
    const { rollup } = MAINNET;
    // The others see the fee and bid for it.
    const rivals = Array.from({ length: 5 }, (_, i) =>
      shippedProposer({
        name: `proposer ${i}`,
        value: ({ random }) => fee + 1_000 * random.lognormal(mu, sigma),
        bidFraction: 0.9,
      }),
    );
    const world = new RoundWorld({
      settings: { ...MAINNET, rollup: { ...rollup, alphaMin: 196_608, alphaMax: 196_608 } },
      players: [{ agent: HONEST_PROVERS, seats: SEATS - own }, ...rivals.map((agent) => ({ agent }))],
      streams,
      trace,
    });
    const values = streams.stream(60);
    const times = streams.stream(61);
    let [cost, rival] = [0, 0];
    for (let i = 0; i < ROUNDS[size]; i++) {
      const { bids, winner } = world.play();
      const best = bids[winner!]!;
      const bid = leastBid(
        SEATS,
        { seats: best.committedSeats, burnBid: best.burnBid },
        196_608,
        world.scores,
      );
      const value = 1_000 * values.lognormal(mu, sigma);
      const reward = tokens(rollup.blockReward) * (1 - best.proverShareBps / 10_000);
      // Where its block is worth the bid anyway, keeping the transaction out costs the fee alone, which its value does not have.
      cost += Math.max(0, tokens(bid) - value - reward);
      rival += tokens(best.burnBid);
    }
    const perRound = cost / ROUNDS[size];
    const round = world.secondsARound;
    let stuffing = 0n;
    const stuffed = numberOf(point, "stuffed");
    for (let length = 0; length < stuffed; length++)
      stuffing += messageFee(rollup.messageFee, BigInt(length));
    // The message is queued at any time of a round. The first block whose window opens after its deadline takes what is due, in order.
    let delay = 0;
    for (let i = 0; i < ROUNDS[size]; i++) {
      const due = times.uniform() * round + numberOf(point, "inclusionDelay");
      let opens = Math.ceil(due / round) * round;
      for (let ahead = stuffed; ahead >= 0; opens += round)
        ahead -= Math.max(1, messagesToConsume(ahead + 1, 0));
      delay += opens - (due - numberOf(point, "inclusionDelay"));
    }
    delay /= ROUNDS[size];
    return {
      cost: [perRound],
      rival: [rival / ROUNDS[size]],
      delay: [delay],
      stuffing: [tokens(stuffing)],
      total: [tokens(stuffing) + (perRound * delay) / round],
    };
  },
  expectation:
    "Censorship costs at least half of the others' bid a round without seats, a forced transaction is final in less than an hour and a half, and 1,024 messages ahead of it delay it by at most an hour.",
  judge(outcomes) {
    const plain = { seats: 0, fee: 0, inclusionDelay: 3_600 };
    const cost = outcomes.figure({ ...plain, stuffed: 0 }, "cost");
    const rival = outcomes.figure({ ...plain, stuffed: 0 }, "rival");
    const delay = outcomes.figure({ ...plain, stuffed: 0 }, "delay");
    const late = outcomes.figure({ ...plain, stuffed: 1_024 }, "delay");
    const stuffing = outcomes.figure({ ...plain, stuffed: 1_024 }, "stuffing");
    const seated = outcomes.figure({ seats: 0.4, fee: 0, inclusionDelay: 3_600, stuffed: 0 }, "cost");
    const isDear = cost.value >= rival.value / 2;
    const isSoon = delay.high < 5_400 && late.value - delay.value <= 3_600;
    return {
      holds: isDear && isSoon ? "yes" : isDear || isSoon ? "partly" : "no",
      figure: { about: "cost of a round of censorship without own seats", unit: "tokens", interval: cost },
      finding: `A censor pays ${cost.value.toFixed(0)} tokens a round against best bids of ${rival.value.toFixed(0)}; with 40 % of the seats ${seated.value.toFixed(0)}. A forced transaction is final after ${(delay.value / 60).toFixed(0)} minutes. 1,024 messages ahead of it make that ${(late.value / 60).toFixed(0)} minutes, and burn ${stuffing.value.toFixed(0)} tokens.`,
      recommendation: "`inclusionDelay` 1 h, `messageFee` 0.01",
    };
  },
});
