import { meshOf } from "../../events/round/meshOf.ts";
import { USUAL_ROUND } from "../../events/round/RoundPlan.ts";
import { RoundRun } from "../../events/round/RoundRun.ts";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";

const ROUNDS: Record<Size, number> = { tiny: 3, usual: 8, full: 8 };
const DEPTH: Record<Size, number> = { tiny: 3, usual: 6, full: 7 };
/** Proofs a node with one block at a time, all alive. */
const MOST_IN_TURN = 1.15;
/** Rounds of one seed each have their own numbers. */
const SEED_STEP = 1_000_000;

/** Question 15: what it costs that several proposals compete. */
export default defineExperiment({
  number: 15,
  name: "redundancy",
  question:
    "How often is each node proven, and what does a block cost all provers together, by number of proposals?",
  claim:
    "P6.1 lets every committed proposal be revealed, so that work on the losers is lost. R17: only the leader reveals, so that it is not.",
  settings: {
    proposals: {
      about: "committed proposals, whose bids fall by a twentieth each",
      values: { tiny: [1, 4], usual: [1, 2, 4, 8], full: [1, 2, 4, 8, 16] },
    },
    proveTop: {
      about: "blocks that a prover works on",
      values: { tiny: [1, 4], usual: [1, 2, 4], full: [1, 2, 4, 8] },
    },
    reveals: {
      about: "who reveals: the leader, and the next where it is late; or all at once",
      values: { tiny: ["inTurn", "atOnce"], usual: ["inTurn", "atOnce"], full: ["inTurn", "atOnce"] },
    },
    silent: {
      about: "chance of a proposer to commit and not to reveal",
      values: { tiny: [0], usual: [0, 0.3], full: [0, 0.1, 0.3] },
    },
  },
  isRun: ({ proposals, proveTop }) => Number(proveTop) <= Number(proposals) || proveTop === 1,
  metrics: {
    proofs: { about: "proofs begun in all blocks, for each node of one", unit: "" },
    machines: { about: "work of all machines for a round", unit: "h" },
    proving: {
      about: "from the end of the proposal window to the first proof on L1, or to the end",
      unit: "s",
    },
    block: { about: "rounds with a block", unit: "" },
  },
  charts: [
    {
      title: "Proofs a node if all reveal at once",
      x: "proposals",
      y: "proofs",
      series: "proveTop",
      where: { reveals: "atOnce", silent: 0 },
    },
    {
      title: "Proofs a node if they reveal in turn",
      x: "proposals",
      y: "proofs",
      series: "proveTop",
      where: { reveals: "inTurn", silent: 0 },
    },
  ],
  seeds: { tiny: 2, usual: 4, full: 4 },
  run({ point, size, streams, trace }) {
    const treeDepth = DEPTH[size];
    const settings = {
      ...USUAL_ROUND,
      treeDepth,
      seats: 2 ** treeDepth,
      proposals: numberOf(point, "proposals"),
      proveTop: numberOf(point, "proveTop"),
      reveals: textOf(point, "reveals") === "atOnce" ? ("atOnce" as const) : ("inTurn" as const),
      silentProposers: numberOf(point, "silent"),
    };
    const mesh = meshOf(settings, streams);
    const results = Array.from({ length: ROUNDS[size] }, (_, round) => {
      return new RoundRun(settings, mesh, new RandomStreams(streams.seed * SEED_STEP + round)).run();
    });
    for (const result of results) trace.addText(result.trace);
    const { proposalWindow, proofWindow } = settings;
    const end = proposalWindow + proofWindow;
    return {
      proofs: results.map(({ proofsPerNode }) => proofsPerNode),
      machines: results.map(({ machineHours }) => machineHours),
      proving: results.map(({ submittedAt }) => Math.min(submittedAt, end) - proposalWindow),
      block: {
        hits: results.filter(({ finalAt }) => finalAt < Number.POSITIVE_INFINITY).length,
        trials: results.length,
      },
    };
  },
  expectation:
    "In turn, a node is proven at most 1.15 times with any number of proposals and any `proveTop`; at once, it is proven more often with a greater `proveTop`.",
  judge(outcomes) {
    const inTurn = outcomes.greatest("proofs", outcomes.where({ reveals: "inTurn", silent: 0 }));
    const atOnce = outcomes.greatest("proofs", outcomes.where({ reveals: "atOnce", silent: 0 }));
    const [one, many] = [inTurn.figures.proofs!, atOnce.figures.proofs!];
    const single = outcomes.figure({ proposals: 1, proveTop: 1, reveals: "inTurn", silent: 0 }, "machines");
    const work = atOnce.figures.machines!.value / single.value;
    const isMet = one.value <= MOST_IN_TURN && many.low > one.high;
    return {
      holds: isMet ? "yes" : one.low <= MOST_IN_TURN && many.value > one.value ? "partly" : "no",
      figure: { about: "most proofs a node, revealed in turn", unit: "", interval: one },
      finding: `In turn a node is proven ${one.value.toFixed(3)} times at most. If all reveal at once, ${atOnce.point.proposals} proposals and a \`proveTop\` of ${atOnce.point.proveTop} make it ${many.value.toFixed(2)}, and all machines together work ${work.toFixed(2)} times as long as for one block.`,
      recommendation: "reveals in turn (R17), and `proveTop` 1: more brings work and no block",
    };
  },
});
