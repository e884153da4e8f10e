import { revealTurn } from "@trellis/strategy";
import { HONEST_PROVERS } from "../../agents/provers.ts";
import { shippedProposer } from "../../agents/shippedProposer.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";

const SEATS = 256;
const HEIGHTS: Record<Size, number> = { tiny: 150, usual: 600, full: 1_000 };
/** Time from the reveal to the block's proof on L1, as a part of the proof window: lognormal. */
const PROVING = { mu: Math.log(0.5), sigma: 0.2 };
/** R11: slots between a parent's data and the end of its child's window. */
const PARENT_LAG = 5;

/** Question 14: what pipelining gains and what it wastes. */
export default defineExperiment({
  number: 14,
  name: "pipelining",
  question:
    "How much faster is pipelined mode, how much work is orphaned, and what does a winner gain that hides its block?",
  claim:
    "P3.4, R11: the next height is proposed while this one is proven; a hidden parent opens the child's window once more.",
  settings: {
    mode: {
      about: "sequential, or pipelined (P3.4)",
      values: {
        tiny: ["sequential", "pipelined"],
        usual: ["sequential", "pipelined"],
        full: ["sequential", "pipelined"],
      },
    },
    withheld: {
      about: "chance that a leader keeps its block back",
      values: { tiny: [0.05], usual: [0, 0.05, 0.2], full: [0, 0.01, 0.05, 0.1, 0.2, 0.4] },
    },
    hidden: {
      about:
        "chance that a winner shows its transactions on L1 at the very end of the proof window only (A12)",
      values: { tiny: [0, 0.5], usual: [0, 0.2, 0.5], full: [0, 0.1, 0.2, 0.5, 1] },
    },
    earlyEnd: {
      about: "whether a decided round ends at its proof (R16): 0 no, 1 yes",
      values: { tiny: [0], usual: [0, 1], full: [0, 1] },
    },
  },
  metrics: {
    heightsAnHour: { about: "final blocks an hour", unit: "" },
    orphaned: { about: "commitments that die with their parent", unit: "" },
    reopened: { about: "heights whose window opened once more (R11)", unit: "" },
    burn: { about: "burned a height", unit: "tokens" },
  },
  charts: [
    {
      title: "Final blocks an hour",
      x: "withheld",
      y: "heightsAnHour",
      series: "mode",
      where: { hidden: 0, earlyEnd: 0 },
    },
    {
      title: "Commitments that die with their parent",
      x: "withheld",
      y: "orphaned",
      series: "mode",
      where: { hidden: 0, earlyEnd: 0 },
    },
  ],
  seeds: { tiny: 3, usual: 4, full: 6 },
  run({ point, size, streams, trace }) {
    const isPipelined = textOf(point, "mode") === "pipelined";
    const earlyEnd = numberOf(point, "earlyEnd") === 1;
    const { mu, sigma } = winningBids();
    const { proposalWindow, proofWindow, slotTime } = MAINNET.rollup;
    const chance = streams.stream(70);
    const proposers = Array.from({ length: 5 }, (_, i) => ({
      ...shippedProposer({
        name: `proposer ${i}`,
        value: ({ random }) => 1_000 * random.lognormal(mu, sigma),
      }),
      reveals: () => !chance.chance(numberOf(point, "withheld")),
    }));
    const world = new RoundWorld({
      settings: MAINNET,
      players: [{ agent: HONEST_PROVERS, seats: SEATS }, ...proposers.map((agent) => ({ agent }))],
      streams,
      trace,
    });
    const times = streams.stream(71);
    let [clock, blocks, orphans, commitments, reopened, burned] = [0, 0, 0, 0, 0, 0];
    for (let height = 0; height < HEIGHTS[size]; height++) {
      const { winner, bids, isWithheld, pay } = world.play();
      const isHidden = times.chance(numberOf(point, "hidden"));
      const proving = times.lognormal(PROVING.mu, PROVING.sigma) * proofWindow;
      // R17: each leader that keeps its block back costs a turn before the next one reveals.
      const turn = { proofStart: 0n, proofWindow, slotTime };
      const shownAt = Number(revealTurn(isWithheld ? 1 : 0, turn).from);
      const isInTime = shownAt + proving <= proofWindow;
      const provenAt = Math.min(proofWindow, shownAt + proving);
      const end = earlyEnd && isInTime && !isHidden ? provenAt : proofWindow;
      burned += tokens(pay.burned.reduce((sum, amount) => sum + amount, 0n));
      if (winner !== undefined && isInTime) blocks += 1;
      if (!isPipelined) {
        clock += proposalWindow + end;
        continue;
      }
      // The next height's window runs beside this one's proofs. Its commitments stand on the leader: they die if another block wins.
      commitments += bids.length;
      if (isWithheld || !isInTime) orphans += bids.length;
      // The child can be built by all once the parent's order is shown.
      const childEnds = Math.max(proposalWindow, shownAt + PARENT_LAG * slotTime);
      const isLate = isHidden && end > childEnds - PARENT_LAG * slotTime;
      if (isLate) {
        // R11: the window that only the parent's owner could use opens once more.
        reopened += 1;
        clock += end + proposalWindow;
      } else {
        // Where the child's parent has lost, its window opens once more too.
        clock += isWithheld || !isInTime ? end + proposalWindow : Math.max(end, childEnds);
      }
    }
    return {
      heightsAnHour: [(3_600 * blocks) / clock],
      orphaned: { hits: orphans, trials: Math.max(1, commitments) },
      reopened: { hits: reopened, trials: HEIGHTS[size] },
      burn: [burned / HEIGHTS[size]],
    };
  },
  expectation:
    "Pipelined mode makes more blocks an hour, and orphans at most twice the part of blocks that are kept back.",
  judge(outcomes) {
    const at = (mode: string) =>
      outcomes.figure({ mode, withheld: 0.05, hidden: 0, earlyEnd: 0 }, "heightsAnHour");
    const [sequential, pipelined] = [at("sequential"), at("pipelined")];
    const orphaned = outcomes.figure(
      { mode: "pipelined", withheld: 0.05, hidden: 0, earlyEnd: 0 },
      "orphaned",
    );
    const hiding = outcomes.where({ mode: "pipelined", withheld: 0.05, hidden: 0.5, earlyEnd: 0 })[0]
      ?.figures;
    const holds = pipelined.low > sequential.high && orphaned.value <= 0.1;
    const hurt =
      hiding === undefined
        ? ""
        : ` Winners that hide every second block bring it down to ${hiding.heightsAnHour!.value.toFixed(2)}: they delay, and gain no block.`;
    return {
      holds: holds ? "yes" : "no",
      figure: { about: "pipelined blocks an hour, 5 % of leaders kept back", unit: "", interval: pipelined },
      finding: `Pipelined mode makes ${pipelined.value.toFixed(2)} blocks an hour instead of ${sequential.value.toFixed(2)}, and ${(100 * orphaned.value).toFixed(1)} % of commitments die with their parent and are refunded.${hurt}`,
      recommendation: "`pipelined` where blocks are rarely kept back",
    };
  },
});
