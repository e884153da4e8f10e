import { TrellisError } from "@trellis/field";

/** R8: levels are counted up to here; by then any penalty is at its cap. */
export const MAX_LEVEL = 14;

/** R8: settings of the court. Wei, seconds, basis points. */
export interface PenaltyRule {
  readonly penaltyFactor: number;
  readonly reportBounty: bigint;
  /** Most that one case takes, of the full stake. */
  readonly slashBps: number;
  /** The level falls by one in this time. */
  readonly levelDecay: number;
}

function assertLevel(level: number): void {
  if (!Number.isInteger(level) || level < 0 || level > MAX_LEVEL) {
    throw new TrellisError("TRL-PRO-018", `A level is a whole number from 0 to ${MAX_LEVEL}.`, { level });
  }
}

/**
 * R8: what a case takes: `penaltyFactor` × the pay of its nodes + the bounty, doubled for each level, at most `slashBps` of the stake.
 * @param pay - what the case's nodes pay a committed prover, wei.
 * @param stake - full stake of a seat, wei.
 * @param level - of the seat before this case, 0..14.
 * @throws TRL-PRO-018 for negative amounts, a rate above 10,000 or a level outside its range.
 */
export function penalty(pay: bigint, stake: bigint, level: number, rule: PenaltyRule): bigint {
  assertLevel(level);
  const { penaltyFactor, reportBounty, slashBps } = rule;
  const isLegal =
    pay >= 0n &&
    stake >= 0n &&
    reportBounty >= 0n &&
    Number.isInteger(penaltyFactor) &&
    penaltyFactor >= 0 &&
    Number.isInteger(slashBps) &&
    slashBps >= 0 &&
    slashBps <= 10_000;
  if (!isLegal) {
    throw new TrellisError("TRL-PRO-018", "A penalty is made of amounts that are not negative.", {
      pay,
      stake,
      penaltyFactor,
      reportBounty,
      slashBps,
    });
  }
  const wanted = (BigInt(penaltyFactor) * pay + reportBounty) << BigInt(level);
  const most = (stake * BigInt(slashBps)) / 10_000n;
  return wanted < most ? wanted : most;
}

/** R8: a seat's level, and when it was last raised. */
export interface Level {
  readonly level: number;
  readonly at: bigint;
}

/** R8: the level now: one less for each whole `levelDecay` since it was raised. @throws TRL-PRO-018 for a level outside its range. */
export function levelAt({ level, at }: Level, now: bigint, { levelDecay }: PenaltyRule): number {
  assertLevel(level);
  if (now <= at) return level;
  return Math.max(0, level - Number((now - at) / BigInt(levelDecay)));
}

/** R8: the level after a round with a case. @throws TRL-PRO-018 for a level outside its range. */
export function raisedLevel(level: Level, now: bigint, rule: PenaltyRule): Level {
  return { level: Math.min(MAX_LEVEL, levelAt(level, now, rule) + 1), at: now };
}
