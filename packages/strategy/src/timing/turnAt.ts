import type { Hex } from "viem";
import { stagger } from "./stagger.ts";

/** During this time only the party concerned acts. */
const COURTESY_MS = 4_000;
/** Afterwards the others' delays are spread over this time. */
const SPREAD_MS = 6_000;
/** With proof windows shorter than this, in seconds, both times shrink in proportion. */
const LEISURELY_WINDOW = 120;

/** An occasion at which anyone may act on L1 and one is enough. */
export interface Occasion {
  /** Its name, the same for every party. */
  readonly id: Hex | bigint;
  /** When the party noticed it, milliseconds. */
  readonly since: number;
  /** Length of the rollup's proof window, seconds. */
  readonly proofWindow: number;
}

/**
 * P1.4: when a party acts, in milliseconds on the clock of `since`. It acts at once if the occasion concerns it, otherwise after a delay
 * that differs from party to party. So usually one party acts, and the others see it in time.
 * @param account - the party's L1 account.
 * @param isConcerned - whether the occasion concerns the party more than others.
 */
export function turnAt(account: Hex, isConcerned: boolean, { id, since, proofWindow }: Occasion): number {
  if (isConcerned) return since;
  const haste = Math.min(1, proofWindow / LEISURELY_WINDOW);
  return since + (COURTESY_MS + stagger(account, id, SPREAD_MS)) * haste;
}
