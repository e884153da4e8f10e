import { type AlphaRule, GENESIS_ALPHA, nextAlpha } from "./score.ts";
import { type OpenWindows, roundPhase, windowsFrom } from "./Windows.ts";

/** The settings that govern the rounds (P3, P7.3); windows in seconds. */
export interface RoundRule extends AlphaRule {
  readonly proposalWindow: number;
  readonly proofWindow: number;
  readonly pipelined: boolean;
}

/** A round as L1 keeps it. */
export interface Round {
  /** Number of the round since genesis, counted from 1 across all heights. */
  readonly id: bigint;
  readonly height: bigint;
  /** Number of earlier rounds at this height. */
  readonly round: number;
  /** Undefined until the first commitment opens them (P3.3). */
  readonly windows: OpenWindows | undefined;
  /** P7.3: exponent of its scores, in eighths, fixed when the round opens. */
  readonly alpha: number;
  /** Exponent of the round that opens next. */
  readonly nextAlpha: number;
}

/** The running rounds: one and, in pipelined mode, a second on top of it once that one has a commitment (P3.4). */
export interface Rounds {
  readonly running: Round;
  readonly next: Round | undefined;
}

/** The first round of a rollup. */
export const GENESIS_ROUNDS: Rounds = {
  running: {
    id: 1n,
    height: 1n,
    round: 0,
    windows: undefined,
    alpha: GENESIS_ALPHA,
    nextAlpha: GENESIS_ALPHA,
  },
  next: undefined,
};

/** P3.1, P3.3: the round with its proposal window opened at `start`. */
export function openRound(round: Round, start: bigint, rule: RoundRule): Round {
  return { ...round, windows: windowsFrom(start, BigInt(rule.proposalWindow), BigInt(rule.proofWindow)) };
}

/**
 * P3.4: the round that takes proposals on top of the running one, or undefined if there is none. Its window opens with the proof
 * window below. If that window passes without a commitment, the first later commitment opens another.
 * @param isLed - whether the running round has a commitment on the head.
 */
export function roundAbove(
  { running, next }: Rounds,
  isLed: boolean,
  now: bigint,
  rule: RoundRule,
): Round | undefined {
  if (!rule.pipelined || !isLed || running.windows === undefined) return undefined;
  const phase = roundPhase(running.windows, now);
  if (phase !== "proof" && phase !== "finalisable") return undefined;
  if (next !== undefined) return next;
  const above: Round = {
    id: running.id + 1n,
    height: running.height + 1n,
    round: 0,
    windows: undefined,
    alpha: running.nextAlpha,
    nextAlpha: running.nextAlpha,
  };
  const start = running.windows.proofStart!;
  return now < start + BigInt(rule.proposalWindow) ? sealable(openRound(above, start, rule)) : above;
}

/** The round with one more commitment: the first opens its window if none is open. */
export function roundWithCommitment(round: Round, isAbove: boolean, now: bigint, rule: RoundRule): Round {
  const opened = round.windows === undefined ? openRound(round, now, rule) : round;
  return isAbove ? sealable(opened) : opened;
}

/** P3.3: the round ended without a proof. All proposals on top of it have died. */
export function afterRestart({ running, next }: Rounds): Rounds {
  return { running: replaced(running, next, running.height, running.round + 1), next: undefined };
}

/**
 * P3.1, P3.4: the running round ended with a block. The round on top continues to its proofs if it has a proposal on that block or can
 * still get one. Otherwise all its proposals have died, and a new round opens.
 * @param provers - distinct provers of the block.
 * @param hasChild - whether a commitment of the next round builds on it.
 */
export function afterBlock(
  { running, next }: Rounds,
  provers: number,
  hasChild: boolean,
  now: bigint,
  rule: RoundRule,
): Rounds {
  const alpha = nextAlpha(running.nextAlpha, provers, rule);
  if (next?.windows !== undefined && (hasChild || now < next.windows.commitEnd)) {
    const { start, commitEnd } = next.windows;
    const proofStart = now > commitEnd ? now : commitEnd;
    const windows = { start, commitEnd, proofStart, proofEnd: proofStart + BigInt(rule.proofWindow) };
    return { running: { ...next, windows, nextAlpha: alpha }, next: undefined };
  }
  const round = replaced(
    { ...running, nextAlpha: alpha },
    next,
    running.height + 1n,
    next === undefined ? 0 : next.round + 1,
  );
  return { running: openRound(round, now, rule), next: undefined };
}

function replaced(running: Round, next: Round | undefined, height: bigint, round: number): Round {
  const id = (next ?? running).id + 1n;
  return {
    id,
    height,
    round,
    windows: undefined,
    alpha: running.nextAlpha,
    nextAlpha: running.nextAlpha,
  };
}

/** The proof window's start is not known until the block below is final. */
function sealable(round: Round): Round {
  const { start, commitEnd } = round.windows!;
  return { ...round, windows: { start, commitEnd } };
}
