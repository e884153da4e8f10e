import { carefulProposer } from "../../agents/carefulProposer.ts";
import { HONEST_PROVERS, withholders } from "../../agents/provers.ts";
import type { Agent, Conduct } from "../../rounds/Agent.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";

const SEATS = 500;
const ROUNDS: Record<Size, number> = { tiny: 60, usual: 120, full: 1_000 };

/** Shown for any larger ratio, and where nobody is harmed. */
const MOST = 100;

/** Question 3: votes without proofs. */
export default defineExperiment({
  number: 3,
  name: "withholding",
  question: "What does a coalition that votes and does not prove cost others, and what does it cost itself?",
  claim: "M4: whoever takes pay or stake from honest parties loses at least a third of it itself.",
  settings: {
    coalition: {
      about: "the coalition's part of the seats",
      values: { tiny: [0.3], usual: [0.01, 0.1, 0.3, 0.5], full: [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5] },
    },
    conduct: {
      about:
        "silent: it does not claim the nodes that it voted for; withhold: it claims them and shows no proof",
      values: { tiny: ["silent", "withhold"], usual: ["silent", "withhold"], full: ["silent", "withhold"] },
    },
    burst: {
      about: "rounds in a row in which it does so, then as many in which it works; 0: always",
      values: { tiny: [0], usual: [0, 10], full: [0, 3, 10, 30] },
    },
  },
  metrics: {
    blocks: { about: "rounds that end with a block", unit: "" },
    harm: { about: "what honest provers and the proposer lose a round", unit: "tokens" },
    loss: { about: "what the coalition loses a round", unit: "tokens" },
    ratio: { about: "the coalition's loss over the harm", unit: "" },
    leftOut: { about: "rounds in which proposers leave the coalition out", unit: "" },
  },
  charts: [
    {
      title: "The coalition's loss over the harm that it does",
      x: "coalition",
      y: "ratio",
      series: "conduct",
      where: { burst: 0 },
    },
    { title: "Harm a round", x: "coalition", y: "harm", series: "conduct", where: { burst: 0 } },
  ],
  seeds: { tiny: 3, usual: 4, full: 8 },
  run({ point, size, streams, trace }) {
    const own = Math.round(numberOf(point, "coalition") * SEATS);
    const burst = numberOf(point, "burst");
    const { mu, sigma } = winningBids();
    const play = (coalition: Agent) => {
      const proposer = carefulProposer({
        name: "proposer",
        value: ({ random }) => 1_000 * random.lognormal(mu, sigma),
      });
      const world = new RoundWorld({
        settings: MAINNET,
        players: [
          { agent: HONEST_PROVERS, seats: SEATS - own },
          { agent: coalition, seats: own },
          { agent: proposer },
        ],
        streams,
        trace,
      });
      let [honest, others, blocks, leftOut] = [0, 0, 0, 0];
      for (let i = 0; i < ROUNDS[size]; i++) {
        const { pay, penalties, winner, bids, bound } = world.play();
        honest += tokens(pay.provers[0]! + pay.reward[2]! - pay.bonds[2]!);
        // The bid is burned in both worlds, whenever there is a block.
        others += tokens(pay.provers[1]! - penalties[1]!);
        if (winner !== undefined) blocks += 1;
        if (bids.length > 0 && bound[1] === 0) leftOut += 1;
      }
      return { honest: honest / ROUNDS[size], others: others / ROUNDS[size], blocks, leftOut };
    };
    const base = play(HONEST_PROVERS);
    const isActive = (round: number): boolean => burst === 0 || Math.floor(round / burst) % 2 === 0;
    const hurt = play(withholders(textOf(point, "conduct") as Conduct, isActive));
    const harm = base.honest - hurt.honest;
    const loss = base.others - hurt.others;
    return {
      blocks: { hits: hurt.blocks, trials: ROUNDS[size] },
      harm: [harm],
      loss: [loss],
      // Without harm there is nothing to pay for.
      ratio: [harm <= 0 ? MOST : Math.min(MOST, loss / harm)],
      leftOut: { hits: hurt.leftOut, trials: ROUNDS[size] },
    };
  },
  expectation:
    "Every round ends with a block, and the coalition loses at least a third of the harm that it does, at any size up to one half.",
  judge(outcomes) {
    const [first, ...rest] = outcomes.all;
    const worst = rest.reduce((a, b) => (b.figures.ratio!.value < a.figures.ratio!.value ? b : a), first!);
    const ratio = worst.figures.ratio!;
    const blocks = Math.min(...outcomes.all.map(({ figures }) => figures.blocks!.value));
    const most = outcomes.greatest("harm").figures.harm!;
    return {
      holds: ratio.value >= 1 / 3 && blocks === 1 ? "yes" : ratio.value >= 1 / 3 ? "partly" : "no",
      figure: { about: "least loss of a coalition over the harm that it does", unit: "", interval: ratio },
      finding: `Other seats step in, and ${(100 * blocks).toFixed(1)} % of rounds end with a block. A coalition that does not claim is left out after three rounds, and others earn its part. One that claims and withholds does the most harm, ${most.value.toFixed(1)} tokens a round, and loses at least ${ratio.value.toFixed(0)} times the harm in penalties.`,
      recommendation: "`uncommittedFactorBps` 5,000; proposers skip seats that do not claim",
    };
  },
});
