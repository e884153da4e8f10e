import type { VoteScope } from "@trellis/protocol";
import type { RandomStream } from "../random/RandomStream.ts";
import type { PlayedRound } from "./PlayedRound.ts";
import type { SeatSet } from "./SeatSet.ts";
import type { RoundSettings } from "./settings.ts";

/** What an agent sees when it decides. */
export interface RoundView {
  /** Rounds played so far. */
  readonly round: number;
  /** L1 seconds since the first round. */
  readonly now: number;
  /** α of the round, in 2^-16. */
  readonly alpha: number;
  readonly settings: RoundSettings;
  /** Depth that the shipped strategy chooses for the active seats. */
  readonly depth: number;
  /** Number of this agent. */
  readonly self: number;
  readonly ownSeats: SeatSet;
  readonly activeSeats: SeatSet;
  /** Seats of any agent. A node learns from conduct what this says outright: which seats act alike. */
  seatsOf(agent: number): SeatSet;
  readonly activeCount: number;
  /** The agent's own random numbers. */
  readonly random: RandomStream;
  /** The last round; undefined in the first. */
  readonly last: PlayedRound | undefined;
}

/** A proposal. */
export interface Bid {
  /** Wei. */
  readonly burnBid: bigint;
  readonly proverShareBps: number;
  /** The view's depth if left out. */
  readonly depth?: number;
  /** P5.1: the seats to name, of those that vote for it; all of them if left out. */
  names?(voters: SeatSet): SeatSet;
  /** A5: seats that the bitmap claims besides those named. */
  readonly claimed?: SeatSet;
  /** A16: seats that the transcript names and the bitmap leaves out. */
  readonly unclaimed?: SeatSet;
  /** Who proves the block: all that are named and show it ("network", if left out), the proposer's seats alone ("own"), or nobody. */
  readonly provenBy?: "network" | "own" | "nobody";
}

/** A bid as others see it. */
export interface OpenBid extends Bid {
  /** Number of its proposer. */
  readonly proposer: number;
  readonly treeDepth: number;
  /** Its place among the round's bids. */
  readonly place: number;
}

/** The commitment with the highest score so far, as L1 shows it. */
export interface Lead extends OpenBid {
  readonly committedSeats: number;
}

/** Votes of a seat: any node as often as needed, or these scopes; none of them is no vote. */
export type Votes = readonly VoteScope[] | "any";

/** What seats do with nodes that they are named for. */
export type Conduct =
  /** They claim and prove them. */
  | "prove"
  /** They claim them and do not prove them: reported seats pay (R8). */
  | "withhold"
  /** They do not claim them: others step in at once. */
  | "silent";

/** Who takes part in rounds: as a proposer, with seats, or both. What is left out is done as the node does it. */
export interface Agent {
  readonly name: string;
  /** P4.1: the proposals of this round. None if left out. */
  propose?(view: RoundView): readonly Bid[];
  /**
   * R17: more proposals, in the window's last slot, when L1 shows those of the others. None if left out. Each slot by which a new lead
   * extends the window it is asked again, six times in all.
   * @param lead - undefined as long as nobody has bid.
   */
  answers?(view: RoundView, lead: Lead | undefined): readonly Bid[];
  /** P4.2, R6: the votes of each of its seats for a bid. "any" if left out. */
  votes?(view: RoundView, bid: OpenBid): Votes;
  /** R8: what its seats do in a block. "prove" if left out. */
  conduct?(view: RoundView, bid: OpenBid): Conduct;
  /** P6.1: whether it reveals its leading bid. If left out, always. @param rival - the bid that is proven if it does not. */
  reveals?(view: RoundView, bid: OpenBid, rival: OpenBid | undefined): boolean;
  /** P6.6: whether its seats rescue nodes of others. If left out, they do. */
  readonly rescues?: boolean;
}

/**
 * Declares an agent.
 *
 * @example
 * ```ts
 * import { defineAgent, wei } from "@trellis/simulator";
 *
 * // Bids a fixed number of tokens, and leaves every second round to others.
 * export const lazy = defineAgent({
 *   name: "lazy",
 *   propose({ round, settings }) {
 *     if (round % 2 === 1) return [];
 *     return [{ burnBid: wei(12), proverShareBps: settings.rollup.minProverShareBps }];
 *   },
 * });
 * ```
 */
export function defineAgent(agent: Agent): Agent {
  return agent;
}
