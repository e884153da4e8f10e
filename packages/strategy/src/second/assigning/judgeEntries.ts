import { addConduct, NO_CONDUCT, type SeatConduct } from "../../assigning/seatConduct.ts";

/** A node of a proven block that the transcript binds a seat to. */
export interface JudgedNode {
  readonly seat: number;
  /** R8: whether the seat has claimed it. */
  readonly isClaimed: boolean;
  /** R2: whether a proof that L1 keeps shows it as the seat's. */
  readonly isKept: boolean;
  /** Whether a proof of it by the seat was seen, in time or not. */
  readonly isProven: boolean;
}

/**
 * P5.1: the conduct of the seats of a proven block: whether they prove what they claim. A node without claim that its seat has not proven
 * either counts for `judgeClaims` alone: the seat said in time that others should step in.
 */
export function judgeEntries(nodes: Iterable<JudgedNode>): Map<number, SeatConduct> {
  const conducts = new Map<number, SeatConduct>();
  for (const { seat, isClaimed, isKept, isProven } of nodes) {
    if (!isClaimed && !isKept && !isProven) continue;
    const judged = {
      ...NO_CONDUCT,
      ...(isKept ? { delivered: 1 } : isProven ? { late: 1 } : { missing: 1 }),
    };
    conducts.set(seat, addConduct(conducts.get(seat) ?? NO_CONDUCT, judged));
  }
  return conducts;
}
