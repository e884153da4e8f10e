import { DUTY_GAS, gasCost } from "@trellis/strategy";
import { HONEST_PROVERS } from "../../agents/provers.ts";
import { type ProposerInit, shippedProposer } from "../../agents/shippedProposer.ts";
import { splitProposer } from "../../agents/splitProposer.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size } from "../Experiment.ts";

const OTHERS = 960;
const ROUNDS: Record<Size, number> = { tiny: 60, usual: 200, full: 1_000 };
/** Rounds whose pay one claim collects: about a week. */
const BATCH = 840;
const PRICES = { gasPrice: 10n ** 10n, tokenPrice: 10n ** 16n };

/** Question 13: whether many small identities earn more than few. */
export default defineExperiment({
  number: 13,
  name: "sybil",
  question: "What does a staked token return by the number of seats, and do more addresses win more blocks?",
  claim: "M3: nobody gains by splitting seats, proposals or addresses.",
  settings: {
    seats: {
      about: "seats that a party's stake is spread over, each with a full stake and a machine",
      values: { tiny: [1, 64], usual: [1, 8, 64, 256], full: [1, 2, 4, 8, 16, 64, 256, 512] },
    },
    addresses: {
      about: "addresses by which it sends the same bid",
      values: { tiny: [1, 4], usual: [1, 4], full: [1, 2, 4, 8] },
    },
  },
  metrics: {
    payRatio: { about: "pay of a staked token, over that of the others", unit: "" },
    gas: {
      about: "gas of collecting, over the pay, once a week at 10 gwei and 0.01 ether a token",
      unit: "",
    },
    wins: { about: "blocks that it wins", unit: "" },
    profit: {
      about: "what its bids bring a round: reward and value less burn and lost bonds",
      unit: "tokens",
    },
  },
  charts: [
    {
      title: "Pay of a staked token over that of others",
      x: "seats",
      y: "payRatio",
      series: "addresses",
      logX: true,
    },
    { title: "Blocks won", x: "seats", y: "wins", series: "addresses", logX: true },
  ],
  seeds: { tiny: 3, usual: 4, full: 8 },
  run({ point, size, streams, trace }) {
    const seats = numberOf(point, "seats");
    const addresses = numberOf(point, "addresses");
    const { mu, sigma } = winningBids();
    let value = 0;
    const init: ProposerInit = {
      name: "party",
      value: ({ random }) => {
        value = 1_000 * random.lognormal(mu, sigma);
        return value;
      },
    };
    const party = splitProposer(init, addresses);
    const rivals = Array.from({ length: 3 }, (_, i) =>
      shippedProposer({ name: `rival ${i}`, value: ({ random }) => 1_000 * random.lognormal(mu, sigma) }),
    );
    const world = new RoundWorld({
      settings: MAINNET,
      players: [
        { agent: HONEST_PROVERS, seats: OTHERS },
        { agent: party, seats },
        ...rivals.map((agent) => ({ agent })),
      ],
      streams,
      trace,
    });
    let [own, others, wins, profit] = [0, 0, 0, 0];
    for (let i = 0; i < ROUNDS[size]; i++) {
      const { pay, winner, bids } = world.play();
      own += tokens(pay.provers[1]!);
      others += tokens(pay.provers[0]!);
      profit -= tokens(pay.bonds[1]!);
      if (winner === undefined || bids[winner]!.proposer !== 1) continue;
      wins += 1;
      profit += value + tokens(pay.reward[1]! - pay.burned[1]!);
    }
    const paidInBatch = (own / ROUNDS[size]) * BATCH;
    // A seat is paid for about two nodes a block; each block has its own path.
    const gas = BigInt(seats) * (DUTY_GAS.claim + BigInt(2 * BATCH - 1) * DUTY_GAS.furtherClaim);
    return {
      payRatio: [own / seats / (others / OTHERS)],
      gas: [tokens(gasCost(gas, PRICES)) / paidInBatch],
      wins: { hits: wins, trials: ROUNDS[size] },
      profit: [profit / ROUNDS[size]],
    };
  },
  expectation:
    "A token in 64 seats earns what it earns in others' seats, within 2 %, and four addresses win no more blocks than one.",
  judge(outcomes) {
    const ratio = outcomes.figure({ seats: 64, addresses: 1 }, "payRatio");
    const [one, four] = [1, 4].map((addresses) => outcomes.figure({ seats: 64, addresses }, "wins"));
    const isFair = Math.abs(ratio.value - 1) < 0.02;
    const isSame = four!.low <= one!.high;
    const gas = outcomes.figure({ seats: 64, addresses: 1 }, "gas");
    return {
      holds: isFair && isSame ? "yes" : isFair || isSame ? "partly" : "no",
      figure: { about: "pay of a token in 64 seats over that of others", unit: "", interval: ratio },
      finding: `A token earns ${ratio.value.toFixed(3)} times what others' tokens earn, however it is spread. Four addresses win ${(100 * four!.value).toFixed(1)} % of blocks, one wins ${(100 * one!.value).toFixed(1)} %. Collecting takes ${(100 * gas.value).toFixed(1)} % of the pay for gas, whatever the number of seats.`,
      recommendation: "one stake a seat, one count a seat",
    };
  },
});
