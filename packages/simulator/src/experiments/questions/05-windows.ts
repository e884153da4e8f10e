import { nodeCount } from "@trellis/protocol";
import { CALM_L1 } from "../../events/l1/L1Chain.ts";
import { machineClass } from "../../events/machines/provingTimes.ts";
import { lateBids } from "../../events/round/lateBids.ts";
import { meshOf } from "../../events/round/meshOf.ts";
import { type Outage, USUAL_ROUND } from "../../events/round/RoundPlan.ts";
import { RoundRun } from "../../events/round/RoundRun.ts";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";
import type { Outcome, Outcomes } from "../Outcomes.ts";

const ROUNDS: Record<Size, number> = { tiny: 4, usual: 3, full: 4 };
/** More, since it matters when the outage comes. */
const OUTAGE_ROUNDS: Record<Size, number> = { tiny: 4, usual: 8, full: 8 };
const BIDS: Record<Size, number> = { tiny: 300, usual: 500, full: 500 };
/** The preset's windows. */
const PRESET = { proposalWindow: 120, proofWindow: 600 };
/** Where the proposal window is varied. */
const VARIED = { depth: 4, proofWindow: 600 };
/** From this depth on other machines are tried too. */
const DEEP = 10;
/** Part of the provers that go down together with their region or their provider. */
const OUTAGE = 1 / 3;
/** Depths at which outages are tried. */
const WITH_OUTAGE = [3, DEEP];
/** R13: a window has at least five slots of 12 s. */
const LEAST_WINDOW = 60;
const MOST_LATE = 0.1;
const LEAST_CHANCE = 0.99;
/** Rounds of one seed each have their own numbers. */
const SEED_STEP = 1_000_000;

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** @throws RangeError for another name. */
function outageOf(name: string): Outage["of"] {
  if (name !== "region" && name !== "provider")
    throw new RangeError(`An outage is none, region or provider, not ${name}.`);
  return name;
}

/** The least proof window with which hardly a round is in vain, at every depth and dropout that was tried; undefined if none is enough. */
function leastProofWindow(outcomes: Outcomes): number | undefined {
  return (outcomes.valuesOf("proofWindow") as number[])
    .toSorted((a, b) => a - b)
    .find((proofWindow) =>
      outcomes
        .where({ proofWindow, machine: "expected", outage: "none" })
        .every(({ figures }) => figures.block!.value >= LEAST_CHANCE),
    );
}

function leastProposalWindow(outcomes: Outcomes): number | undefined {
  return (outcomes.valuesOf("proposalWindow") as number[])
    .toSorted((a, b) => a - b)
    .filter((window) => window >= LEAST_WINDOW)
    .find((proposalWindow) =>
      outcomes.where({ proposalWindow }).every(({ figures }) => figures.late!.value <= MOST_LATE),
    );
}

/** The outcome with the fewest blocks; among equal ones that which takes longest. */
function worstOf(outcomes: readonly Outcome[]): Outcome {
  const [worst] = outcomes.toSorted(
    (x, y) =>
      x.figures.block!.value - y.figures.block!.value || y.figures.proving!.value - x.figures.proving!.value,
  );
  if (worst === undefined) throw new RangeError("No outcome has the preset's windows.");
  return worst;
}

/** What outages of a region or provider did. */
function findingOf(outages: readonly Outcome[], outcomes: Outcomes): string {
  if (outages.length === 0) return "";
  const { figures, point } = worstOf(outages);
  const { value, low, high } = figures.block!;
  const broken = outcomes.greatest("broken", outages).figures.broken!;
  const kind = `their ${point.outage}, ${point.dies === "before" ? "before the reveal" : "while they prove"}`;
  return ` If a third of the provers stop at one moment, at worst (depth ${point.depth}, with ${kind}) ${percent(value)} (${percent(low)} … ${percent(high)}) of rounds have a block, and at most ${percent(broken.value)} of the nodes were claimed and not proven.`;
}

/** Question 5: how long the windows should be. */
export default defineExperiment({
  number: 5,
  name: "windows",
  question: "How long must the windows for proposals and proofs be, and what does their length cost?",
  claim:
    "The proposal asks for the trade-offs of different windows. The presets say: 120 s and 600 s on mainnet.",
  settings: {
    depth: {
      about: "depth of the block; 2^depth provers",
      values: { tiny: [3], usual: [1, 4, 8, 10], full: [1, 2, 4, 6, 8, 9, 10, 11] },
    },
    dropout: {
      about: "part of the provers that vote and then do nothing",
      values: { tiny: [0, 0.33], usual: [0, 0.2, 0.33], full: [0, 0.1, 0.2, 0.33] },
    },
    proposalWindow: {
      about: "seconds for proposals, votes and commitments",
      values: { tiny: [12, 120], usual: [12, 60, 120], full: [12, 24, 36, 60, 84, 120] },
    },
    dies: {
      about:
        "when they stop: before the reveal, or at any time of the proof window, with what they have claimed",
      values: { tiny: ["before", "during"], usual: ["before", "during"], full: ["before", "during"] },
    },
    outage: {
      about:
        "a third of the provers that stop at one moment: those nearest to a place, or those of a provider",
      values: {
        tiny: ["none", "region"],
        usual: ["none", "region", "provider"],
        full: ["none", "region", "provider"],
      },
    },
    machine: {
      about: "class of machine: what nodes expect at their start, or what was measured on two cores",
      values: {
        tiny: ["expected"],
        usual: ["expected", "measured"],
        full: ["expected", "measured", "twice"],
      },
    },
    proofWindow: {
      about: "seconds for the reveal and proofs",
      values: { tiny: [300, 600], usual: [300, 450, 600], full: [300, 360, 450, 600, 660, 900] },
    },
  },
  isRun({ depth, dropout, dies, outage, machine, proposalWindow, proofWindow }) {
    const isPreset = proposalWindow === PRESET.proposalWindow && proofWindow === PRESET.proofWindow;
    if (outage !== "none") {
      const isLong = proposalWindow === PRESET.proposalWindow && Number(proofWindow) >= PRESET.proofWindow;
      return isLong && dropout === 0 && machine === "expected" && WITH_OUTAGE.includes(Number(depth));
    }
    if (dies !== "before") {
      return isPreset && dropout === 0.33 && machine === "expected" && (Number(depth) >= DEEP || depth === 3);
    }
    if (machine !== "expected") return isPreset && Number(depth) >= DEEP;
    const isVaried = (depth === VARIED.depth || depth === 3) && proofWindow === VARIED.proofWindow;
    return proposalWindow === PRESET.proposalWindow || isVaried;
  },
  metrics: {
    block: { about: "rounds with a block", unit: "" },
    late: { about: "commitments that come too late if half of L1's builders leave them out", unit: "" },
    finality: {
      about: "from the opening of the round to a final block, or to the end of the round",
      unit: "s",
    },
    proving: {
      about: "from the end of the proposal window to the block's proof on L1, or to the end",
      unit: "s",
    },
    proofs: { about: "proofs begun, for each node", unit: "" },
    broken: { about: "claimed nodes whose prover stopped, of all nodes: cases, if reported (R8)", unit: "" },
    machines: { about: "work of all machines for a round", unit: "h" },
    gas: { about: "gas of a round, two commitments included", unit: "million" },
  },
  charts: [
    {
      title: "Chance of a block at a third of dead provers",
      x: "proofWindow",
      y: "block",
      series: "depth",
      where: {
        dropout: 0.33,
        dies: "before",
        outage: "none",
        machine: "expected",
        proposalWindow: PRESET.proposalWindow,
      },
    },
    {
      title: "Time to the proof on L1 at the preset's windows",
      x: "depth",
      y: "proving",
      series: "dropout",
      where: { ...PRESET, dies: "before", outage: "none", machine: "expected" },
    },
    {
      title: "Bids kept out by half of L1's builders",
      x: "proposalWindow",
      y: "late",
      where: {
        depth: VARIED.depth,
        dropout: 0,
        dies: "before",
        outage: "none",
        machine: "expected",
        proofWindow: VARIED.proofWindow,
      },
    },
  ],
  seeds: { tiny: 1, usual: 4, full: 3 },
  run({ point, size, streams, trace }) {
    const treeDepth = numberOf(point, "depth");
    const [proposalWindow, proofWindow] = [numberOf(point, "proposalWindow"), numberOf(point, "proofWindow")];
    const outage = textOf(point, "outage");
    const settings = {
      ...USUAL_ROUND,
      ...(outage === "none" ? {} : { outage: { of: outageOf(outage), part: OUTAGE } }),
      treeDepth,
      seats: 2 ** treeDepth,
      dropout: numberOf(point, "dropout"),
      dies: textOf(point, "dies") === "during" ? ("during" as const) : ("before" as const),
      machine: machineClass(textOf(point, "machine")),
      proposalWindow,
      proofWindow,
    };
    const mesh = meshOf(settings, streams);
    const rounds = outage === "none" ? ROUNDS[size] : OUTAGE_ROUNDS[size];
    const results = Array.from({ length: rounds }, (_, round) => {
      return new RoundRun(settings, mesh, new RandomStreams(streams.seed * SEED_STEP + round)).run();
    });
    for (const result of results) trace.addText(result.trace);
    const end = proposalWindow + proofWindow;
    const builders = { ...CALM_L1, missed: 0, censored: 0.5 };
    const hits = lateBids(builders, proposalWindow, BIDS[size], streams.stream(17));
    return {
      block: {
        hits: results.filter(({ finalAt }) => finalAt < Number.POSITIVE_INFINITY).length,
        trials: results.length,
      },
      late: { hits, trials: BIDS[size] },
      finality: results.map(({ finalAt }) => Math.min(finalAt, end)),
      proving: results.map(({ submittedAt }) => Math.min(submittedAt, end) - proposalWindow),
      proofs: results.map(({ proofsPerNode }) => proofsPerNode),
      broken: results.map(({ broken }) => broken / nodeCount(treeDepth)),
      machines: results.map(({ machineHours }) => machineHours),
      gas: results.map(({ gasMillions }) => gasMillions),
    };
  },
  expectation:
    "With 120 s and 600 s every round has a block at any depth with up to a third of the provers dead, one by one or with their region or provider, and half of L1's builders keep out at most a tenth of the bids.",
  judge(outcomes) {
    const all = outcomes.where(PRESET);
    const outages = all.filter(({ point }) => point.outage !== "none");
    const preset = all.filter((outcome) => !outages.includes(outcome));
    const worst = worstOf(preset);
    const chance = worst.figures.block!;
    const late = outcomes.greatest("late", preset).figures.late!;
    const slowest = outcomes.greatest("proving", preset);
    const [proof, proposal] = [leastProofWindow(outcomes), leastProposalWindow(outcomes)];
    const isMet = chance.value >= LEAST_CHANCE && late.value <= MOST_LATE;
    const isNear = chance.high >= LEAST_CHANCE && late.low <= MOST_LATE;
    const isOutageMet = outages.every(({ figures }) => figures.block!.value >= LEAST_CHANCE);
    const never = "none of those tried";
    return {
      holds: isMet && isOutageMet ? "yes" : isNear ? "partly" : "no",
      figure: {
        about: "least chance of a block at 120 s and 600 s, provers dying one by one",
        unit: "",
        interval: chance,
      },
      finding: `At the preset's windows the worst case, depth ${worst.point.depth} with ${percent(Number(worst.point.dropout))} dead, has a block in ${percent(chance.value)} of rounds; the slowest case (depth ${slowest.point.depth}, ${slowest.point.machine} machines) needs ${slowest.figures.proving!.value.toFixed(0)} s of the proof window in the mean.${findingOf(outages, outcomes)} Half of L1's builders keep out ${percent(late.value)} of the bids.`,
      recommendation: `\`proposalWindow\` ${proposal ?? never}, \`proofWindow\` ${proof ?? never}: the least that keep ${percent(LEAST_CHANCE)} of rounds and ${percent(1 - MOST_LATE)} of bids`,
    };
  },
});
