import type { RandomStream } from "../random/RandomStream.ts";
import type { Agent, RoundView } from "../rounds/Agent.ts";
import { CENSOR } from "./censor.ts";
import { farmer } from "./farmer.ts";
import { freeLeader } from "./freeLeader.ts";
import { integratedParty } from "./integratedParty.ts";
import { lastLooker } from "./lastLooker.ts";
import { optionHolder } from "./optionHolder.ts";
import { HONEST_PROVERS, withholders } from "./provers.ts";
import { restartGriefer } from "./restartGriefer.ts";
import { rivalWithholder } from "./rivalWithholder.ts";
import type { ProposerInit } from "./shippedProposer.ts";
import { splitProposer } from "./splitProposer.ts";
import { starvingProposer } from "./starvingProposer.ts";
import { trapper } from "./trapper.ts";
import { underClaimer } from "./underClaimer.ts";

/** What a party has besides its seats. */
export interface Means {
  /** What this round's block is worth to it besides the reward, tokens. */
  value(view: RoundView): number;
  /** Moves of a price after the commitments. */
  readonly price: RandomStream;
}

/** An agent, and what its last block is worth to it once the round is over, tokens, where that is not the value of its means. */
export interface Contender {
  readonly agent: Agent;
  worth?(): number;
}

/** An attack as an agent, and what an honest party does with the same means. */
export interface Attacker {
  /** Number in docs/security.md, or a name in the words of the critics. */
  readonly attack: string;
  /** What makes the agent. */
  readonly agent: string;
  attacker(means: Means): Contender;
  honest(means: Means): Contender;
  /** Most that it is known to gain over the honest party, tokens a round, in the world of the test; 0: it does not gain. */
  readonly mostGain: number;
}

const initOf = ({ value }: Means): ProposerInit => ({ name: "party", value });

const party = (means: Means): Contender => ({
  agent: integratedParty(initOf(means), { votesForRivals: true, namesOthers: true }),
});

const provers = (): Contender => ({ agent: HONEST_PROVERS });

/** A day on which the price moves by a hundredth between commitment and reveal; on a usual one (0.24 %) the option is not worth its bond. */
const holder = (means: Means) =>
  optionHolder({ ...initOf(means), price: means.price, volatility: 0.01, exposure: 16_000 });

/** A bid that wins with the scores of the party's own seats alone. */
function burnToWin(view: RoundView, value: number): number {
  const part = view.ownSeats.count() / view.activeCount;
  return (value / 2 + 25) * (1 / part) ** (view.alpha / 2 ** 17);
}

/** Attacks that can be played in rounds. A test plays each beside honest parties; docs/simulator.md lists them. */
export const ATTACKERS: readonly Attacker[] = [
  {
    attack: "A1",
    agent: "trapper",
    attacker: ({ value }) => ({ agent: trapper((view) => 1 + value(view) / 10) }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "A4",
    agent: "farmer",
    attacker: () => ({ agent: farmer(4) }),
    honest: provers,
    mostGain: 0,
  },
  {
    attack: "A5",
    agent: "freeLeader",
    attacker: (means) => ({ agent: freeLeader(initOf(means), 2) }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "A7",
    agent: "starvingProposer",
    attacker: (means) => ({ agent: starvingProposer(initOf(means)) }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "A10",
    agent: "rivalWithholder",
    attacker: (means) => ({ agent: rivalWithholder(initOf(means)) }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "A16",
    agent: "underClaimer",
    attacker: (means) => ({ agent: underClaimer(initOf(means)) }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "A17",
    agent: "trapper",
    attacker: ({ value }) => ({ agent: trapper((view) => burnToWin(view, value(view))) }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "A22",
    agent: "lastLooker",
    attacker: ({ value }) => ({ agent: lastLooker(value) }),
    honest: party,
    mostGain: 25,
  },
  {
    attack: "Majority spiral",
    agent: "integratedParty",
    attacker: (means) => ({
      agent: integratedParty(initOf(means), { votesForRivals: false, namesOthers: false }),
    }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "Vertical integration",
    agent: "integratedParty",
    attacker: (means) => ({
      agent: integratedParty(initOf(means), { votesForRivals: false, namesOthers: true }),
    }),
    honest: party,
    mostGain: 23,
  },
  {
    attack: "Withholding coalition",
    agent: "withholders",
    attacker: () => ({ agent: withholders("withhold") }),
    honest: provers,
    mostGain: 0,
  },
  {
    attack: "Votes without claims",
    agent: "withholders",
    attacker: () => ({ agent: withholders("silent") }),
    honest: provers,
    mostGain: 0,
  },
  {
    attack: "Free option",
    agent: "optionHolder",
    attacker: (means) => {
      const agent = holder(means);
      return { agent, worth: agent.worth };
    },
    honest: (means) => {
      const agent = holder(means);
      return { agent: { ...agent, reveals: () => true }, worth: agent.worth };
    },
    mostGain: 3.1,
  },
  {
    attack: "Censor",
    agent: "CENSOR",
    attacker: () => ({ agent: CENSOR }),
    // Who outbids in the last slot only where the block is worth it.
    honest: ({ value }) => ({ agent: lastLooker(value) }),
    mostGain: 0,
  },
  {
    attack: "Restart griefer",
    agent: "restartGriefer",
    attacker: (means) => ({ agent: restartGriefer(initOf(means), 2n) }),
    honest: party,
    mostGain: 0,
  },
  {
    attack: "Sybil splitting",
    agent: "splitProposer",
    attacker: (means) => ({ agent: splitProposer(initOf(means), 4) }),
    honest: party,
    mostGain: 0,
  },
];
