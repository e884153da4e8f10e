import type { NodeSeconds, ProvingTimes } from "@trellis/strategy";
import type { RescuePolicy } from "./RescuePolicy.ts";

/** A prover with one seat and one machine. */
export interface SeatTraits {
  /** Its proofs take this many times the usual time. */
  readonly slowness: number;
  /** When its machine ends for good. Milliseconds; 0: it never does anything; infinity: it stays. */
  readonly diesAt: number;
}

/** How long what one seat sends is under way to another. */
export interface Delays {
  /** Milliseconds. 0 from a seat to itself. */
  between(from: number, to: number): number;
  /** To a peer in the middle. Milliseconds. */
  readonly usual: number;
  /**
   * How long a message that is sent now waits for those before it, because lines are full. Counts the message: call it once for each, at
   * times that do not fall. Milliseconds.
   */
  wait(now: number): number;
}

/** Everybody hears everything at once. */
export const NO_DELAY: Delays = { between: () => 0, usual: 0, wait: () => 0 };

/** Provers, and the rules by which they work together. */
export interface ProvingNetwork {
  /** By seat number. */
  readonly seats: readonly SeatTraits[];
  /** What everybody takes for the usual time of a proof: it decides how long others wait. */
  readonly usual: NodeSeconds;
  /** What a usual machine takes, if that differs. */
  readonly measured?: NodeSeconds;
  /** By seat: what it has learned of its own times, and goes on to learn. Each knows them if left out. */
  readonly ownTimes?: readonly ProvingTimes[];
  /** Proofs that a seat's machine makes at a time; 1 if left out. */
  readonly jobs?: number;
  /**
   * By seat: whose it is. Seats of one party know of each other's work: at a node only the first of them steps in. Each seat is a party of
   * its own if left out.
   */
  readonly parties?: readonly number[];
  /** Deviation of the logarithm of a proof's time about its machine's usual one. */
  readonly noise: number;
  /** `claimSeconds` of the rollup. */
  readonly claimTime: number;
  readonly delays: Delays;
  readonly policy: RescuePolicy;
  /** End of the proof window, milliseconds. */
  readonly deadline: number;
}

/** A revealed block. */
export interface BlockTask {
  /** 32 bytes. */
  readonly proposalId: Uint8Array;
  readonly treeDepth: number;
  /** Seat that the transcript binds to each node, by number; −1 for nobody. */
  readonly named: Int16Array;
  /** By seat: when it has the block, and has executed it. Milliseconds; infinity for never. */
  readonly executedAt: Float64Array;
  /** By seat: how long the execution itself takes, milliseconds. */
  readonly executionMs: Float64Array;
}
