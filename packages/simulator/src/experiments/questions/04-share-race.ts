import { chooseBid } from "@trellis/strategy";
import { costlyProvers } from "../../agents/provers.ts";
import { normalQuantile } from "../../random/normalQuantile.ts";
import type { Agent, RoundView } from "../../rounds/Agent.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens, wei } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";

const SEATS = 1_024;
const CLASSES = 16;
const ROUNDS: Record<Size, number> = { tiny: 120, usual: 300, full: 500 };
/** Rounds after which a class without pay leaves. */
const PATIENCE = 10;
/** Deviation of the logarithm of the costs. */
const SPREAD = 0.4;
const STEP = 500;
const BALANCE = 10n ** 27n;
const SECONDS = { leaf: 6, merge: 25, root: 25 };

/** Question 4: what share of the reward provers end with. */
export default defineExperiment({
  number: 4,
  name: "share-race",
  question: "Does the provers' share go to the floor, and at what floor do provers stay?",
  claim:
    "Critics: a proposer that pays provers less can burn more, so the share goes to nothing. R6 sets a floor, and provers vote only where they gain.",
  settings: {
    floorBps: {
      about: "least share of provers, 1/10,000 (R6)",
      values: {
        tiny: [0, 5_000],
        usual: [0, 2_500, 5_000, 7_500],
        full: [0, 1_000, 2_500, 4_000, 5_000, 6_000, 7_500, 9_000],
      },
    },
    cost: {
      about: "median cost of a seat for a block, over its pay if provers got the whole reward",
      values: { tiny: [0.3], usual: [0.1, 0.3, 0.6], full: [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8] },
    },
    proposers: {
      about:
        "shipped: they offer the floor; seeking: they offer what makes their score the highest for the same money",
      values: { tiny: ["seeking"], usual: ["shipped", "seeking"], full: ["shipped", "seeking"] },
    },
  },
  metrics: {
    share: { about: "provers' share of the winners in the second half, 1/10,000", unit: "" },
    seats: { about: "seats that stay", unit: "seats" },
    provers: { about: "provers of a winner in the second half", unit: "seats" },
    burn: { about: "burned a round in the second half", unit: "tokens" },
  },
  charts: [
    {
      title: "Share of provers where proposers compete",
      x: "floorBps",
      y: "share",
      series: "cost",
      where: { proposers: "seeking" },
    },
    { title: "Seats that stay", x: "floorBps", y: "seats", series: "cost", where: { proposers: "seeking" } },
  ],
  seeds: { tiny: 2, usual: 2, full: 6 },
  run({ point, size, streams, trace }) {
    const floor = numberOf(point, "floorBps");
    const isSeeking = textOf(point, "proposers") === "seeking";
    const { blockReward } = MAINNET.rollup;
    // Costs go with the weights of nodes, so that a seat offers all kinds or none.
    const whole = tokens(blockReward) / 4_094;
    const classes = Array.from({ length: CLASSES }, (_, i) => {
      const cost = numberOf(point, "cost") * whole * Math.exp(SPREAD * normalQuantile((i + 0.5) / CLASSES));
      const perProof = { leaf: wei(cost), merge: 3n * wei(cost), root: 4n * wei(cost) };
      return costlyProvers({ name: `provers ${i}`, cost: { perProof }, seconds: SECONDS });
    });
    const rollup = { ...MAINNET.rollup, minProverShareBps: floor, targetProvers: SEATS };
    const votersAt = (view: RoundView, share: number): number =>
      classes.reduce((sum, prover, i) => {
        const bid = { burnBid: 1n, proverShareBps: share, proposer: 0, place: 0, treeDepth: view.depth };
        return sum + (prover.votes!(view, bid).length > 0 ? view.seatsOf(i).count() : 0);
      }, 0);
    const proposer = (name: string): Agent => ({
      name,
      propose(view) {
        const { mu, sigma } = winningBids();
        const income = 1_000 * view.random.lognormal(mu, sigma);
        const share = isSeeking ? bestShare(view, income) : floor;
        const terms = chooseBid(
          { fees: wei(income), backrun: 0n, blockReward, alpha: view.alpha },
          { proverShareBps: share, bidFraction: 0.9, bondRiskBps: 0 },
          { minBurnBid: rollup.minBurnBid, minProverShareBps: floor, balance: BALANCE },
          rollup,
        );
        return terms === undefined ? [] : [{ burnBid: terms.burnBid, proverShareBps: terms.proverShareBps }];
      },
    });
    /** The share that gives the highest score for the income: provers^(α/2) · burn is as good as the score. */
    function bestShare(view: RoundView, income: number): number {
      let [best, most] = [floor, -1];
      for (let share = floor; share <= 10_000; share += STEP) {
        const kept = income + tokens(blockReward) * (1 - share / 10_000);
        const score = votersAt(view, share) ** (view.alpha / 2 / 65_536) * kept;
        if (score > most) [best, most] = [share, score];
      }
      return best;
    }
    const world = new RoundWorld({
      settings: { ...MAINNET, rollup },
      players: [
        ...classes.map((agent) => ({ agent, seats: SEATS / CLASSES })),
        ...Array.from({ length: 4 }, (_, i) => ({ agent: proposer(`proposer ${i}`) })),
      ],
      streams,
      trace,
    });
    const unpaid = classes.map(() => 0);
    let [share, provers, burned, counted] = [0, 0, 0, 0];
    for (let i = 0; i < ROUNDS[size]; i++) {
      const played = world.play();
      classes.forEach((_, number) => {
        unpaid[number] = played.pay.provers[number]! > 0n ? 0 : unpaid[number]! + 1;
        if (unpaid[number]! >= PATIENCE) world.seats.resize(number, 0);
      });
      if (played.winner === undefined || i < ROUNDS[size] / 2) continue;
      const won = played.bids[played.winner]!;
      share += won.proverShareBps;
      provers += played.provers;
      burned += tokens(won.burnBid);
      counted += 1;
    }
    const seats = classes.reduce((sum, _, number) => sum + world.seats.countOf(number), 0);
    const mean = (sum: number): number[] => [counted === 0 ? 0 : sum / counted];
    return { share: mean(share), seats: [seats], provers: mean(provers), burn: mean(burned) };
  },
  expectation:
    "With the shipped floor of 5,000 at least 90 % of the seats stay while a seat's work costs less than a third of the whole reward.",
  judge(outcomes) {
    const shipped = outcomes
      .where({ floorBps: 5_000 })
      .filter(({ point }) => numberOf(point, "cost") <= 1 / 3);
    const worst = shipped.reduce((a, b) => (b.figures.seats!.value < a.figures.seats!.value ? b : a));
    const seats = worst.figures.seats!;
    const free = outcomes.where({ floorBps: 0, proposers: "seeking" }).map(({ figures, point }) => {
      return `${(figures.share!.value / 100).toFixed(0)} % at costs of ${point.cost}`;
    });
    const offered = outcomes.where({ floorBps: 0, proposers: "shipped" })[0];
    const none =
      offered === undefined
        ? ""
        : ` Proposers that offer a floor of nothing keep ${offered.figures.seats!.value.toFixed(0)} seats.`;
    return {
      holds: seats.value >= 0.9 * SEATS ? "yes" : seats.value >= 0.75 * SEATS ? "partly" : "no",
      figure: {
        about: `seats of ${SEATS} that stay at a floor of 5,000, costs up to 0.3`,
        unit: "seats",
        interval: seats,
      },
      finding: `Without a floor proposers that seek the highest score offer ${free.join(", ")}: the power α makes seats worth paying for, and the share follows the costs, not the floor.${none}`,
      recommendation: "`minProverShareBps` 5,000",
    };
  },
});
