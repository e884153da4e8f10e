import { TrellisError } from "@trellis/field";

/** P9.6: the bond stops growing at 64 times, so that an honest proposer with a broken machine can come back. */
export const MAX_FAILURES = 6;

function assertFailures(failures: number): void {
  if (!Number.isInteger(failures) || failures < 0 || failures > MAX_FAILURES) {
    throw new TrellisError("TRL-PRO-018", "failures are counted from 0 to 6", { failures });
  }
}

/**
 * P9.6: bond of a proposer's next commitment, wei: doubled for each failure since its last win.
 * @param bond - the setting.
 * @throws TRL-PRO-018 for failures outside 0..6.
 */
export function escalatedBond(bond: bigint, failures: number): bigint {
  assertFailures(failures);
  return bond << BigInt(failures);
}

/**
 * P9.6: the count after one more failure: the proposal led the round's provisional ranking and got no accepted proof. A win sets it to 0.
 * @throws TRL-PRO-018 for failures outside 0..6.
 */
export function afterFailure(failures: number): number {
  assertFailures(failures);
  return Math.min(failures + 1, MAX_FAILURES);
}
