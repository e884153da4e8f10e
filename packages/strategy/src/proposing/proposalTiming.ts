import type { OpenWindows } from "@trellis/protocol";

/** Parts of the proposal window after which a block is built: before anything was measured and at the earliest, and at the latest. */
const EARLIEST_PART = 0.2;
const LATEST_PART = 0.5;
/** A block is built so early that building and voting may take this many times as long as they usually do. */
const SLACK = 2;
/** The least time left for votes. Seconds. */
const LEAST_VOTING = 3;
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

/** How long a proposer's own steps have taken of late. Seconds. */
export interface UsualProposing {
  /** From the beginning of building to the published proposal. */
  readonly building: number;
  /** From there until nearly all votes that came before the commitment had come. */
  readonly voting: number;
}

/**
 * P4.1: whether a block should be built now. In an open window: as late as building and voting allow, because transactions that come
 * until then can be in the block, and votes are for a block that exists. Before the window opens: as soon as somebody may vote for it.
 * @param hasVoters - whether this proposer votes itself, or has peers that may.
 * @param usual - undefined until it was measured; then a fifth of the window passes before.
 */
export function isTimeToBuild(
  { windows, now, proposalWindow }: RoundTiming,
  hasVoters: boolean,
  usual?: UsualProposing,
): boolean {
  if (windows === undefined) return hasVoters;
  return now >= windows.start + BigInt(buildingSeconds(proposalWindow, usual));
}

/** Seconds of the proposal window that pass before a block is built. */
function buildingSeconds(proposalWindow: number, usual: UsualProposing | undefined): number {
  const earliest = Math.floor(proposalWindow * EARLIEST_PART);
  if (usual === undefined) return earliest;
  const needed = SLACK * usual.building + Math.max(LEAST_VOTING, SLACK * usual.voting);
  const latest = Math.floor(Math.min(proposalWindow * LATEST_PART, proposalWindow * VOTING_PART - needed));
  return Math.max(earliest, latest);
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
