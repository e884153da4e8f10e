import { TrellisError } from "@trellis/field";

/** P9.2: the highest count of repeats. At this count, every rate takes the whole stake. */
export const MAX_REPEATS = 14;

const isBps = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 10_000;

function assertRepeats(repeats: number): void {
  if (!Number.isInteger(repeats) || repeats < 0 || repeats > MAX_REPEATS) {
    throw new TrellisError("TRL-PRO-018", "repeats are counted from 0 to 14", { repeats });
  }
}

/**
 * P9.2: amount of a slash, wei: stake · rate · 2^repeats, at most the stake, rounded down.
 * @param stake - full stake of a seat.
 * @param slashBps - rate of a first offence, 1/10,000.
 * @throws TRL-PRO-018 for a rate above 10000, a negative stake, or repeats outside 0..14.
 */
export function slashAmount(stake: bigint, slashBps: number, repeats: number): bigint {
  assertRepeats(repeats);
  if (stake < 0n || !isBps(slashBps)) {
    throw new TrellisError(
      "TRL-PRO-018",
      "the stake must not be negative, and the slash rate must be from 0 to 10000 basis points",
      {
        stake,
        slashBps,
      },
    );
  }
  const rate = Math.min(slashBps * 2 ** repeats, 10_000);
  return (stake * BigInt(rate)) / 10_000n;
}

/**
 * P9.2: repeats after another slash: unchanged for another node of the same round, 0 after a quiet period, otherwise one more.
 * @throws TRL-PRO-018 for repeats outside 0..14.
 */
export function repeatsAfter(repeats: number, isSameRound: boolean, isWithinPeriod: boolean): number {
  assertRepeats(repeats);
  if (isSameRound) return repeats;
  return isWithinPeriod ? Math.min(repeats + 1, MAX_REPEATS) : 0;
}

/**
 * P9.2: how a slash is split, wei: one part goes to the seat that proved the node instead, the rest is burned.
 * @param backupBps - that part, 1/10,000; 0 if no seat is named.
 * @throws TRL-PRO-018 for a part above 10000 or a negative amount.
 */
export function splitSlash(
  amount: bigint,
  backupBps: number,
  hasBackup: boolean,
): { readonly backup: bigint; readonly burned: bigint } {
  if (amount < 0n || !isBps(backupBps)) {
    throw new TrellisError("TRL-PRO-018", "a slash is shared in basis points", { amount, backupBps });
  }
  const backup = hasBackup ? (amount * BigInt(backupBps)) / 10_000n : 0n;
  return { backup, burned: amount - backup };
}

/**
 * P9.3: pay of a contest made in time, wei: the node's share of its block's pool, at most R / committed (the amount by which one
 * missing seat lowers the reward), rounded down. So a block and the contests of its missing seats never cost more than R.
 * @param share - what a committed prover of the node would have been paid.
 * @param blockReward - R.
 * @param committed - seats named in the block's transcript.
 * @throws TRL-PRO-018 for negative amounts, or no committed seat.
 */
export function contestPay(share: bigint, blockReward: bigint, committed: number): bigint {
  if (share < 0n || blockReward < 0n || !Number.isInteger(committed) || committed < 1) {
    throw new TrellisError("TRL-PRO-018", "a contest is paid out of what a committed seat took off", {
      share,
      blockReward,
      committed,
    });
  }
  const most = blockReward / BigInt(committed);
  return share < most ? share : most;
}
