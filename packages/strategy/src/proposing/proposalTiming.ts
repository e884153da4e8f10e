import type { OpenWindows } from "@trellis/protocol";

/** Part of the proposal window in which transactions are still collected. */
const BUILDING_PART = 0.2;
/** Part of the proposal window after which a proposer no longer waits for votes. */
const VOTING_PART = 0.6;
/** A proposal lives for this many proposal windows, because provers may come late before a window opens. */
const LIFE_WINDOWS = 4n;
/** A proposal lives at least this long. Seconds. */
const MIN_LIFE = 600n;

/** The times of a round, in L1 seconds. */
export interface RoundTiming {
  /** Undefined until the window opens, which the first commitment does (P3.3). */
  readonly windows: Pick<OpenWindows, "start"> | undefined;
  readonly now: bigint;
  /** Length of the proposal window. */
  readonly proposalWindow: number;
}

/**
 * P4.1: whether a block should be built now. In an open window: after a part of it, to include the transactions sent by then. Before
 * the window opens: as soon as somebody may vote for it.
 * @param hasVoters - whether this proposer votes itself, or has peers that may.
 */
export function isTimeToBuild({ windows, now, proposalWindow }: RoundTiming, hasVoters: boolean): boolean {
  if (windows === undefined) return hasVoters;
  return now >= windows.start + BigInt(Math.floor(proposalWindow * BUILDING_PART));
}

/**
 * P5.1: time from which a proposal that is made now is committed with its votes. It is always later than now, so that a late proposer
 * also gives provers a moment.
 */
export function commitTime({ windows, now, proposalWindow }: RoundTiming): bigint {
  const time = (windows?.start ?? now) + BigInt(Math.ceil(proposalWindow * VOTING_PART));
  return time > now ? time : now + 1n;
}

/** P4.1: last time at which a proposal that is made now may be committed. */
export function proposalExpiry({ now, proposalWindow }: Omit<RoundTiming, "windows">): bigint {
  const life = BigInt(proposalWindow) * LIFE_WINDOWS;
  return now + (life > MIN_LIFE ? life : MIN_LIFE);
}

/**
 * P10.3: the window start from which a proposer derives the L1 messages that its block must include. Before the window opens it assumes
 * the latest start that matters, one window from now: a block with more messages than required is also valid.
 */
export function latestWindowStart({ windows, now, proposalWindow }: RoundTiming): bigint {
  return windows?.start ?? now + BigInt(proposalWindow);
}
