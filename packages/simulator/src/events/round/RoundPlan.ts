import { CALM_L1, type L1Settings } from "../l1/L1Chain.ts";
import { MACHINE_CLASSES, type MachineClass } from "../machines/provingTimes.ts";
import { type RescuePolicy, SHIPPED } from "../proving/RescuePolicy.ts";

/** Seats that vote and then go down together. */
export interface Outage {
  /** Those that live nearest to a place, whose region fails; or those of one provider, which are everywhere. */
  readonly of: "region" | "provider";
  /** Part of all seats. */
  readonly part: number;
}

/** A round of one height, and the network that goes through it. */
export interface RoundPlan {
  /** Seconds. */
  readonly proposalWindow: number;
  /** Seconds. */
  readonly proofWindow: number;
  readonly treeDepth: number;
  /** Each has a machine of its own, and votes for all proposals. */
  readonly seats: number;
  /** Commitments of equal provers whose bids fall by a twentieth each. */
  readonly proposals: number;
  /** P6.2: how many of the best blocks a prover works on. */
  readonly proveTop: number;
  /** R17: the leader alone, and the next one where it is late; or everybody at once, as the proposal has it. */
  readonly reveals: "inTurn" | "atOnce";
  /** Chance of a seat to vote and then to die: before the reveal, or at any time of the proof window, with what it has claimed. */
  readonly dropout: number;
  readonly dies: "before" | "during";
  /** By `dies` before the reveal, or at one moment of the proof window. None if left out. */
  readonly outage?: Outage;
  /** Chance of a proposer to commit and never reveal. */
  readonly silentProposers: number;
  /** Deviation of the logarithm of the machines' speeds, and of a proof's time about its machine's. */
  readonly spread: number;
  readonly noise: number;
  readonly machine: MachineClass;
  readonly policy: RescuePolicy;
  /** R16. */
  readonly earlyEnd: boolean;
  readonly l1: L1Settings;
  /** Lines of the peers, megabits in a second. */
  readonly megabits: number;
}

/** The mainnet preset with 1,024 provers that are all alive. */
export const USUAL_ROUND: RoundPlan = {
  proposalWindow: 120,
  proofWindow: 600,
  treeDepth: 10,
  seats: 1_024,
  proposals: 2,
  proveTop: 1,
  reveals: "inTurn",
  dropout: 0,
  dies: "before",
  silentProposers: 0,
  spread: 0.3,
  noise: 0.1,
  machine: MACHINE_CLASSES.expected,
  policy: SHIPPED,
  earlyEnd: false,
  l1: CALM_L1,
  megabits: 100,
};

/** What came of a round. Times are seconds since its proposal window opened; infinity: it did not happen. */
export interface RoundResult {
  /** Commitments that were in time. */
  readonly committed: number;
  /** Seats of which the first proposal had a vote in time. */
  readonly voters: number;
  readonly revealedAt: number;
  /** First proof of a root. */
  readonly provenAt: number;
  /** Proof on L1. */
  readonly submittedAt: number;
  readonly finalAt: number;
  /** Number of the final proposal. */
  readonly winner: number | undefined;
  /** Proofs begun in all blocks, for each node of one block. */
  readonly proofsPerNode: number;
  /** Hours that machines worked. */
  readonly machineHours: number;
  /** R8: claims, those whose node another seat proved first, and those that were broken. */
  readonly claims: number;
  readonly beaten: number;
  readonly broken: number;
  readonly mostMachines: number;
  /** Millions of gas, and what it cost, ether. */
  readonly gasMillions: number;
  readonly gasEther: number;
  readonly trace: string;
}
