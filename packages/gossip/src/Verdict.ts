/** What becomes of a message: relayed and delivered. */
export interface Accept {
  readonly result: "accept";
}

/** Dropped at no cost to its sender: late, early, known already, or not ours to judge. */
export interface Ignore {
  readonly result: "ignore";
  readonly reason: string;
  /** Present if the message was not judged for want of room or time, so that another peer's copy is worth a look. */
  readonly isUnjudged?: true;
}

/** Dropped and counted against every peer that sent it: wrong whatever the receiver knows. */
export interface Reject {
  readonly result: "reject";
  readonly reason: string;
}

/** Who answers for a message that waits, or for a part of it, by a signature that has been checked, and what it brings. */
export interface Signed {
  /** As `seat 3`. */
  readonly signer: string;
  /** Hexadecimal proposalId, or what else the signer may be early about. */
  readonly subject: string;
  /** Numbers of the votes, nodes and so on that the message brings. */
  readonly parts: readonly number[];
  /** Parts that may wait about the subject. */
  readonly most: number;
}

/**
 * Nothing wrong so far, but something that it depends on is not known here yet. It is kept for a bounded time and judged again
 * when that may have changed; if it never does, it is ignored for `reason`.
 */
export interface Wait {
  readonly result: "wait";
  readonly reason: string;
  /** Hexadecimal proposalId whose arrival is awaited; absent: any change of the node's view of L1. */
  readonly proposal?: string;
  /** Absent: nobody has signed it as far as this node can tell yet. Only the bounds of the peer that brought it apply. */
  readonly signed?: readonly Signed[];
}

/** How a message ends. `reason` is a stable snake_case word, fit for a metrics label. */
export type Verdict = Accept | Ignore | Reject;

/** What one look at a message can say. */
export type Judgement = Verdict | Wait;

export const ACCEPT: Accept = { result: "accept" };
export const ignore = (reason: string): Ignore => ({ result: "ignore", reason });
/** Not judged for want of room or time. */
export const unjudged = (reason: string): Ignore => ({ result: "ignore", reason, isUnjudged: true });
export const reject = (reason: string): Reject => ({ result: "reject", reason });
export const wait = (reason: string, proposal?: string, signed?: readonly Signed[]): Wait => ({
  result: "wait",
  reason,
  ...(proposal !== undefined && { proposal }),
  ...(signed !== undefined && { signed }),
});
