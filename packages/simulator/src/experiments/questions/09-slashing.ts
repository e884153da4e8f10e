import { gasCost } from "@trellis/strategy";
import { HONEST_PROVERS } from "../../agents/provers.ts";
import { trapper } from "../../agents/trapper.ts";
import type { Agent } from "../../rounds/Agent.ts";
import { CourtRecord } from "../../rounds/CourtRecord.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens, wei } from "../../rounds/settings.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";

const SEATS = 2_048;
const ROUNDS: Record<Size, number> = { tiny: 300, usual: 600, full: 800 };
/** Rounds in which a trap is set, one after the other. */
const TRAPS: Record<Size, number> = { tiny: 2, usual: 5, full: 10 };
const BID = 20;
/** Part of the seats that sets the trap, just below what a quorum of two thirds stops. */
const TRAPPERS = 0.4;
/** Length of an outage, and of a round, seconds: the table of M7 in the specification. */
const OUTAGE = 600;
/** Where votes bind, an outage in a round hits every node that the seat is named for. */
const ALWAYS = { leaf: 1, merge: 1, root: 1 };
const REPORT_GAS = 458_005n;
const PRICES = { gasPrice: 10n ** 10n, tokenPrice: 10n ** 16n };

/** Question 9: what slashing costs the honest, and what a trap brings. */
export default defineExperiment({
  number: 9,
  name: "slashing",
  question:
    "What do penalties cost honest seats, and does a trap pay, with start claims, with votes that bind, and with a quorum?",
  claim:
    "M7: an honest seat with 99.9 % uptime loses less than 1 % of what it earns. R8: nobody is bound by inputs that were never shown.",
  settings: {
    binds: {
      about:
        "what binds a seat: its start claim (shipped), its vote, or its vote once two thirds of the seats say that the inputs were there",
      values: {
        tiny: ["claim", "vote"],
        usual: ["claim", "vote", "quorum"],
        full: ["claim", "vote", "quorum"],
      },
    },
    uptime: {
      about: "part of the time that a machine runs",
      values: { tiny: [0.999], usual: [0.99, 0.999, 0.9999], full: [0.99, 0.995, 0.999, 0.9995, 0.9999] },
    },
    penaltyFactor: {
      about: "penalty in pays of the missed nodes",
      values: { tiny: [2], usual: [2, 10], full: [1, 2, 5, 10, 50] },
    },
  },
  metrics: {
    loss: { about: "penalties of honest seats, over what they earn", unit: "" },
    cases: { about: "cases of an honest seat in a month", unit: "" },
    trapProfit: {
      about: "what a trap brings a party of 40 % a round, more than honest work",
      unit: "tokens",
    },
    trapLoss: { about: "what a trap takes from honest stakes a round", unit: "tokens" },
  },
  charts: [
    {
      title: "Penalties of honest seats over what they earn",
      x: "uptime",
      y: "loss",
      series: "binds",
      where: { penaltyFactor: 2 },
      logY: true,
    },
    {
      title: "Profit of a trap a round",
      x: "penaltyFactor",
      y: "trapProfit",
      series: "binds",
      where: { uptime: 0.999 },
    },
  ],
  seeds: { tiny: 2, usual: 3, full: 6 },
  run({ point, size, streams, trace }) {
    const binds = textOf(point, "binds");
    const settings = {
      ...MAINNET,
      court: { ...MAINNET.court, penaltyFactor: numberOf(point, "penaltyFactor") },
    };
    const { proposalWindow, proofWindow } = settings.rollup;
    const outage = ((1 - numberOf(point, "uptime")) * (proposalWindow + proofWindow)) / OUTAGE;
    const proposer: Agent = {
      name: "proposer",
      propose: () => [{ burnBid: wei(BID), proverShareBps: settings.rollup.minProverShareBps }],
    };
    const world = new RoundWorld({
      settings,
      players: [{ agent: HONEST_PROVERS, seats: SEATS, uptime: 1 - outage }, { agent: proposer }],
      streams,
      trace,
      ...(binds === "claim" ? {} : { claimedPart: ALWAYS }),
    });
    let [lost, earned, cases] = [0, 0, 0];
    for (let i = 0; i < ROUNDS[size]; i++) {
      const played = world.play();
      lost += tokens(played.penalties[0]!);
      earned += tokens(played.pay.provers[0]!);
      cases += played.cases[0]!;
    }
    const roundsAMonth = (30 * 86_400) / world.secondsARound;
    const trap = playTrap();
    return {
      loss: [lost / earned],
      cases: [(cases / ROUNDS[size] / SEATS) * roundsAMonth],
      trapProfit: [trap.profit],
      trapLoss: [trap.taken],
    };

    /** A17: a party names everybody who voted, shows the order to nobody, proves alone, wins by its bid, and reports all others. */
    function playTrap(): { readonly profit: number; readonly taken: number } {
      const own = Math.round(TRAPPERS * SEATS);
      // Its final score counts its own seats alone, so its bid must make up for the rest.
      const bid = BID * (1 / TRAPPERS) ** (3 / 2) * 1.01;
      const rollup = { ...settings.rollup, alphaMin: 196_608, alphaMax: 196_608 };
      const play = (agent: Agent) => {
        const world = new RoundWorld({
          settings: { ...settings, rollup },
          players: [
            { agent: HONEST_PROVERS, seats: SEATS - own },
            { agent, seats: own },
            { agent: proposer },
          ],
          streams,
        });
        const court = new CourtRecord(settings);
        let [gain, taken] = [0, 0];
        for (let i = 0; i < TRAPS[size]; i++) {
          const { pay, winner, bids, nodePay } = world.play();
          gain += tokens(pay.provers[1]! + pay.reward[1]! - pay.burned[1]! - pay.bonds[1]!);
          if (winner === undefined || bids[winner]!.proposer !== 1 || binds !== "vote") continue;
          // Votes bind: every honest seat that was named for the usual two nodes is reported.
          const { reportBounty } = settings.court;
          const bounty = tokens(reportBounty) - tokens(gasCost(REPORT_GAS, PRICES));
          for (const seat of world.seats.of(0).seats()) {
            taken += tokens(court.convict(seat, nodePay.leaf + nodePay.merge, i * world.secondsARound));
            gain += bounty;
          }
        }
        return { gain: gain / TRAPS[size], taken: taken / TRAPS[size] };
      };
      const [trapped, honest] = [play(trapper(() => bid)), play(HONEST_PROVERS)];
      return { profit: trapped.gain - honest.gain, taken: trapped.taken };
    }
  },
  expectation:
    "With claims, 99.9 % uptime and a factor of 2, penalties are below 0.9 % of the earnings, and a trap loses money.",
  judge(outcomes) {
    const shipped = { binds: "claim", uptime: 0.999, penaltyFactor: 2 };
    const loss = outcomes.figure(shipped, "loss");
    const trap = outcomes.figure(shipped, "trapProfit");
    const bound = outcomes.where({ binds: "vote", uptime: 0.999, penaltyFactor: 2 })[0]?.figures;
    const holds = loss.value < 0.009 && trap.high <= 0;
    const votes =
      bound === undefined
        ? ""
        : ` If votes bound, honest seats would lose ${(100 * bound.loss!.value).toFixed(1)} %, and the trap would bring ${bound.trapProfit!.value.toFixed(0)} tokens a round.`;
    return {
      holds: holds ? "yes" : "no",
      figure: { about: "penalties over earnings at 99.9 % uptime", unit: "", interval: loss },
      finding: `Penalties take ${(100 * loss.value).toFixed(2)} % of what an honest seat earns. A trap loses ${(-trap.value).toFixed(0)} tokens a round.${votes}`,
      recommendation: "start claims; `penaltyFactor` 2, `reportBounty` 1.5",
    };
  },
});
