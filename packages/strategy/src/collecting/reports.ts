import { gasCost, type Prices } from "./gasCost.ts";

/** A node of a final block, as a party that may report it sees it. */
export interface ReportableNode {
  readonly nodeNumber: number;
  /** Seat that the transcript binds to it. */
  readonly seat: number;
  /** What it pays a committed prover, wei. */
  readonly pay: bigint;
  /** R8: whether this party holds the seat's start claim for it. */
  readonly isClaimed: boolean;
  /** R2: whether a kept proof shows it as the seat's. */
  readonly isKept: boolean;
  /** Whether it is in the seat's case already. */
  readonly isReported: boolean;
  /** Whether a proof of it by the seat was seen: the seat can answer, and the report would be in vain. */
  readonly isAnswerable: boolean;
}

/** R8: what a report costs and brings. Times are L1 seconds. */
export interface ReportRule extends Prices {
  /** Later of finality and end of the proof window. */
  readonly from: bigint;
  readonly reportWindow: number;
  /** Whether the block's reward is settled: before, L1 does not know the pay. */
  readonly isSettled: boolean;
  /** Wei, to the reporter of the largest single report of a case. */
  readonly reportBounty: bigint;
  readonly firstGas: bigint;
  readonly furtherGas: bigint;
}

/** A report against one seat. */
export interface SeatReport {
  readonly seat: number;
  readonly nodeNumbers: readonly number[];
  /** Pay of its nodes, wei. */
  readonly pay: bigint;
}

/**
 * R8: the reports that are worth their gas now, one a seat: nodes of the winner that a seat has claimed and no kept proof shows. The bounty
 * goes to the largest single report of a case, so a report holds as many nodes as the bounty pays for, those of most pay first, and is
 * left out if another is as large.
 * @param ownSeats - are not reported.
 * @param largest - pay of the largest single report so far, by seat.
 */
export function reportsToMake(
  nodes: readonly ReportableNode[],
  ownSeats: ReadonlySet<number>,
  largest: ReadonlyMap<number, bigint>,
  now: bigint,
  rule: ReportRule,
): SeatReport[] {
  const { from, reportWindow, isSettled, reportBounty, firstGas, furtherGas } = rule;
  if (!isSettled || now < from || now >= from + BigInt(reportWindow)) return [];
  const room = roomFor(reportBounty, gasCost(firstGas, rule), gasCost(furtherGas, rule));
  const missed = nodes.filter(
    ({ seat, isClaimed, isKept, isReported, isAnswerable }) =>
      isClaimed && !isKept && !isReported && !isAnswerable && !ownSeats.has(seat),
  );
  return [...Map.groupBy(missed, ({ seat }) => seat)].flatMap(([seat, all]) => {
    const some = all
      .toSorted((a, b) => (a.pay === b.pay ? a.nodeNumber - b.nodeNumber : a.pay > b.pay ? -1 : 1))
      .slice(0, room);
    const pay = some.reduce((sum, node) => sum + node.pay, 0n);
    if (some.length === 0 || pay <= (largest.get(seat) ?? 0n)) return [];
    return [{ seat, nodeNumbers: some.map(({ nodeNumber }) => nodeNumber).sort((a, b) => a - b), pay }];
  });
}

/** How many nodes a bounty pays for. */
function roomFor(bounty: bigint, first: bigint, further: bigint): number {
  if (bounty < first) return 0;
  return further === 0n ? Number.MAX_SAFE_INTEGER : 1 + Number((bounty - first) / further);
}
