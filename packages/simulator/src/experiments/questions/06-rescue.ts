import { MACHINE_CLASSES } from "../../events/machines/provingTimes.ts";
import { proveAlone } from "../../events/proving/proveAlone.ts";
import {
  ONE_BY_ONE,
  type RescuePolicy,
  SHIPPED,
  STAMPEDE,
  withPatience,
} from "../../events/proving/RescuePolicy.ts";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";

const BLOCKS: Record<Size, number> = { tiny: 6, usual: 8, full: 8 };
const PROOF_WINDOW = 600;
/** Deviation of a proof's time about its machine's. */
const NOISE = 0.1;
/** What the mechanism asks for (docs/spec, R15): proofs a node with all alive, and with a third dead. */
const MOST_ALIVE = 1.05;
const MOST_THIRD = 1.3;
const MOST_BEATEN = 0.01;
/** Blocks of one seed each have their own numbers. */
const SEED_STEP = 1_000_000;

const POLICIES: Readonly<Record<string, RescuePolicy>> = {
  shipped: SHIPPED,
  patience1: withPatience(1),
  patience1_5: withPatience(1.5),
  patience3: withPatience(3),
  oneByOne: ONE_BY_ONE,
  stampede: STAMPEDE,
};

/** Question 6: what rescue costs, and whom it harms. */
export default defineExperiment({
  number: 6,
  name: "rescue",
  question:
    "How many proofs are made in vain by rescue, and how often does it beat an honest seat to its node?",
  claim:
    "R15: 1.009 proofs a node with 1,024 seats that are alive, 1.12 with a third dead; in 600 s 99.95 % of blocks at 20 % dead, 99.7 % at 33 %.",
  settings: {
    seats: { about: "provers; as many leaves", values: { tiny: [16], usual: [256], full: [256, 1_024] } },
    policy: {
      about: "the shipped rule; with another patience; seats one by one without doubling; all at once",
      values: {
        tiny: ["shipped", "stampede"],
        usual: Object.keys(POLICIES),
        full: Object.keys(POLICIES),
      },
    },
    dead: {
      about: "part of the seats that do nothing",
      values: { tiny: [0, 0.33], usual: [0, 0.2, 0.33], full: [0, 0.1, 0.2, 0.33] },
    },
    spread: {
      about: "deviation of the logarithm of the machines' speeds",
      values: { tiny: [0.3], usual: [0.3, 0.6], full: [0.3, 0.6, 0.9] },
    },
    slower: {
      about: "what proofs really take, over what nodes take for usual",
      values: { tiny: [1, 2.5], usual: [1, 1.5, 2.5], full: [1, 1.25, 1.5, 2, 2.5, 4] },
    },
  },
  /** A stampede is a hundred times the work: one case shows it. Times that are far off nearly make one, so few seats must do. */
  isRun({ policy, dead, spread, seats, slower }) {
    if (slower !== 1) {
      return policy === "shipped" && spread === 0.3 && (Number(slower) <= 2 || Number(seats) <= 256);
    }
    return policy !== "stampede" || (dead === 0.33 && spread === 0.3 && Number(seats) <= 256);
  },
  metrics: {
    proofs: { about: "proofs begun, for each node", unit: "" },
    beaten: { about: "claimed nodes that another seat proved first", unit: "" },
    block: { about: "blocks proven in 600 s after everybody has executed them", unit: "" },
    time: { about: "time to the root's proof, or 600 s", unit: "s" },
    machines: { about: "most machines at one node at a time", unit: "" },
  },
  charts: [
    {
      title: "Proofs a node",
      x: "dead",
      y: "proofs",
      series: "policy",
      where: { spread: 0.3, slower: 1 },
      logY: true,
    },
    {
      title: "Honest seats beaten",
      x: "spread",
      y: "beaten",
      series: "policy",
      where: { dead: 0.33, slower: 1 },
    },
    {
      title: "Proofs a node if nodes believe in shorter times",
      x: "slower",
      y: "proofs",
      series: "dead",
      where: { policy: "shipped", spread: 0.3 },
    },
    { title: "Time to the root", x: "dead", y: "time", series: "policy", where: { spread: 0.3, slower: 1 } },
  ],
  seeds: { tiny: 2, usual: 4, full: 4 },
  run({ point, size, streams, trace }) {
    const seats = numberOf(point, "seats");
    const settings = {
      seats,
      treeDepth: Math.round(Math.log2(seats)),
      machine: MACHINE_CLASSES.expected,
      slower: numberOf(point, "slower"),
      spread: numberOf(point, "spread"),
      noise: NOISE,
      dead: numberOf(point, "dead"),
      policy: POLICIES[textOf(point, "policy")]!,
      proofWindow: PROOF_WINDOW,
    };
    const blocks = Array.from({ length: BLOCKS[size] }, (_, block) => {
      return proveAlone(settings, new RandomStreams(streams.seed * SEED_STEP + block));
    });
    for (const block of blocks) trace.addText(block.trace);
    const sum = (of: (block: (typeof blocks)[0]) => number): number =>
      blocks.reduce((total, block) => total + of(block), 0);
    return {
      proofs: blocks.map(({ begun, nodes }) => begun / nodes),
      beaten: { hits: sum(({ beaten }) => beaten), trials: sum(({ claims }) => claims) },
      block: {
        hits: blocks.filter(({ provenAfter }) => provenAfter <= PROOF_WINDOW).length,
        trials: blocks.length,
      },
      time: blocks.map(({ provenAfter }) => Math.min(provenAfter, PROOF_WINDOW)),
      machines: blocks.map(({ mostMachines }) => mostMachines),
    };
  },
  expectation:
    "At a spread of 0.3 the shipped rule makes at most 1.05 proofs a node with all alive and 1.3 with a third dead, and beats at most one claim in a hundred.",
  judge(outcomes) {
    const shipped = outcomes.where({ policy: "shipped", spread: 0.3, slower: 1 });
    const wrong = outcomes.greatest("proofs", outcomes.where({ policy: "shipped", spread: 0.3, dead: 0 }));
    const alive = shipped.filter(({ point }) => point.dead === 0);
    const third = shipped.filter(({ point }) => point.dead === 0.33);
    const [least, most] = [outcomes.greatest("proofs", alive), outcomes.greatest("proofs", third)];
    const beaten = outcomes.greatest("beaten", shipped).figures.beaten!;
    const [a, b] = [least.figures.proofs!, most.figures.proofs!];
    const isMet = a.value <= MOST_ALIVE && b.value <= MOST_THIRD && beaten.value <= MOST_BEATEN;
    const isNear = a.low <= MOST_ALIVE && b.low <= MOST_THIRD && beaten.low <= MOST_BEATEN;
    const crowd = outcomes.greatest("proofs", outcomes.where({ policy: "stampede", dead: 0.33 }));
    const block = third.reduce((worst, one) =>
      one.figures.block!.value < worst.figures.block!.value ? one : worst,
    );
    return {
      holds: isMet ? "yes" : isNear ? "partly" : "no",
      figure: { about: "proofs a node with a third dead", unit: "", interval: b },
      finding: `${a.value.toFixed(3)} proofs a node with all alive and ${b.value.toFixed(3)} with a third dead; ${(100 * beaten.value).toFixed(2)} % of claims are beaten; ${(100 * block.figures.block!.value).toFixed(1)} % of blocks with a third dead are proven in 600 s. If all step in at once, it is ${crowd.figures.proofs!.value.toFixed(1)} proofs a node. If proofs take ${wrong.point.slower} times as long as nodes believe, it is ${wrong.figures.proofs!.value.toFixed(2)} with nobody dead: that a node knows the network's time matters more than who is dead.`,
      recommendation: "patience of twice the usual time, turns 0, 1, 2, 3, 3, 4, 4, 4, 4 …, as shipped",
    };
  },
});
