import type { OpenWindows } from "@trellis/protocol";

/** Part of the proposal window in which transactions are still gathered. */
const BUILDING_PART = 0.2;
/** Part of the proposal window after which votes are no longer waited for. */
const VOTING_PART = 0.6;
/** A proposal lives for this many proposal windows: provers may take long to come while no window is open. */
const LIFE_WINDOWS = 4n;
/** A proposal lives at least this long. Seconds. */
const MIN_LIFE = 600n;

/** Where a round stands, in L1 seconds. */
export interface RoundTiming {
  /** Undefined while no window is open: it opens with the first commitment (P3.3). */
  readonly windows: Pick<OpenWindows, "start"> | undefined;
  readonly now: bigint;
  /** Length of the proposal window. */
  readonly proposalWindow: number;
}

/**
 * P4.1: whether a block should be built now: a little into the window, so that it takes what users have sent by then. While no window is
 * open it should, as soon as somebody may vote for it.
 * @param hasVoters - whether this proposer votes itself, or has peers that may.
 */
export function isTimeToBuild({ windows, now, proposalWindow }: RoundTiming, hasVoters: boolean): boolean {
  if (windows === undefined) return hasVoters;
  return now >= windows.start + BigInt(Math.floor(proposalWindow * BUILDING_PART));
}

/**
 * P5.1: from when on a proposal that is made now is committed with the votes that it has. Later than now: also a proposer that comes late
 * in the window gives provers a moment.
 */
export function commitTime({ windows, now, proposalWindow }: RoundTiming): bigint {
  const time = (windows?.start ?? now) + BigInt(Math.ceil(proposalWindow * VOTING_PART));
  return time > now ? time : now + 1n;
}

/** P4.1: until when a proposal that is made now may be committed. */
export function proposalExpiry({ now, proposalWindow }: Omit<RoundTiming, "windows">): bigint {
  const life = BigInt(proposalWindow) * LIFE_WINDOWS;
  return now + (life > MIN_LIFE ? life : MIN_LIFE);
}

/**
 * P10.3: the start of the window by which a proposer decides which L1 messages its block must take. While no window is open it assumes
 * the latest that matters, one window from now: a block with more messages than it must have is valid, too.
 */
export function latestWindowStart({ windows, now, proposalWindow }: RoundTiming): bigint {
  return windows?.start ?? now + BigInt(proposalWindow);
}
