import type { Rate } from "./RateLimiter.ts";

/** How proofs are kept for peers, and asked for (`proofs/1`). Times in milliseconds. */
export interface ProofLimits {
  /** Bytes of this node's own proofs that are kept. */
  readonly ownBytes: number;
  /** Bytes of others' proofs that are kept: those that this node has asked for, for itself or for a peer. */
  readonly passedBytes: number;
  /** How long a proof is kept. */
  readonly age: number;
  /** Notices of which this node remembers who told of them. */
  readonly notices: number;
  /** Peers that a request may pass behind the first one. */
  readonly hops: number;
  /** How many peers are asked, one after the other: for this node, and for a peer. */
  readonly sources: { readonly own: number; readonly passing: number };
  /** How long an answer may take: at the peer itself, and more for each hop behind it. */
  readonly times: {
    readonly answer: number;
    readonly hop: number;
    /**
     * How long a peer's request waits for a search that has as many hops left as the request, or more. This search may be what has led to
     * the request, and would then wait for itself.
     */
    readonly behind: number;
  };
  /** Requests of one peer at a time. One that asks sends fewer than one that answers takes: it gives up some that the other still looks for. */
  readonly requests: { readonly inbound: number; readonly outbound: number };
  /** Searches for peers that are under way at a time. */
  readonly passing: number;
  /** Requests that are looked at, of one peer, and answered, of all together. */
  readonly rates: { readonly peer: Rate; readonly all: Rate };
  /** What a request for a proof that this node does not know costs its peer: so many requests. */
  readonly costOfUnknown: number;
}

const MEBIBYTE = 2 ** 20;

/** Defaults of {@link ProofLimits}. */
export const PROOF_LIMITS: ProofLimits = {
  ownBytes: 64 * MEBIBYTE,
  passedBytes: 32 * MEBIBYTE,
  // Longer than the two windows of a mainnet round (P3.1, P3.2).
  age: 900_000,
  notices: 65_536,
  // In a computed network of 2,048 peers no way is longer than 15 hops, and a hop takes less than 0.1 s (docs/scaling.md).
  hops: 16,
  sources: { own: 4, passing: 1 },
  times: { answer: 1_500, hop: 250, behind: 1_000 },
  requests: { inbound: 64, outbound: 24 },
  passing: 256,
  // A node of 256 seats asks for some 1,000 proofs within a minute. All together take what a line of 100 Mbit/s carries.
  rates: { peer: { perSecond: 100, burst: 1_000 }, all: { perSecond: 1_000, burst: 4_000 } },
  costOfUnknown: 16,
};
