/** What becomes of a message: relayed and delivered. */
export interface Accept {
  readonly result: "accept";
}

/** Dropped at no cost to its sender: late, early, known already, or not ours to judge. */
export interface Ignore {
  readonly result: "ignore";
  readonly reason: string;
}

/** Dropped and counted against every peer that sent it: wrong whatever the receiver knows. */
export interface Reject {
  readonly result: "reject";
  readonly reason: string;
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
}

/** How a message ends. `reason` is a stable snake_case word, fit for a metrics label. */
export type Verdict = Accept | Ignore | Reject;

/** What one look at a message can say. */
export type Judgement = Verdict | Wait;

export const ACCEPT: Accept = { result: "accept" };
export const ignore = (reason: string): Ignore => ({ result: "ignore", reason });
export const reject = (reason: string): Reject => ({ result: "reject", reason });
export const wait = (reason: string, proposal?: string): Wait =>
  proposal === undefined ? { result: "wait", reason } : { result: "wait", reason, proposal };
