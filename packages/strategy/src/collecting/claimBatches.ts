import type { Hex } from "viem";
import { gasCost, type Prices } from "./gasCost.ts";

const BPS = 10_000n;

/** Pay that L1 owes a seat: for a node of a final block, or as a new seat of a round. */
export interface OwedPay {
  readonly seat: number;
  /** The final block. */
  readonly proposalId: Hex;
  /** Number of the node; undefined for the pay of a new seat. */
  readonly nodeNumber: number | undefined;
  /** Wei. */
  readonly amount: bigint;
  /** From when it can be claimed, L1 seconds. */
  readonly claimsFrom: bigint;
}

/** What collecting costs, and when it is worth that. */
export interface CollectingRule extends Prices {
  /** Gas of a call that claims one pay, and of each further pay in it. */
  readonly firstGas: bigint;
  readonly furtherGas: bigint;
  /** Setting of the node: least pay of a call as a part of its cost, 1/10,000. */
  readonly claimAboveBps: number;
  /** Most pays of one call: it has to fit an L1 block. */
  readonly most: number;
}

/** One call. */
export interface ClaimBatch {
  readonly seat: number;
  readonly owed: readonly OwedPay[];
  /** Wei. */
  readonly amount: bigint;
}

/**
 * M7: the calls that are worth their gas now. Pay does not expire, so a seat's pay is gathered over many blocks until one call brings a
 * good part more than it costs. A pay that does not cover its own further gas is left out.
 * @param owed - all that L1 owes the own seats.
 * @param now - L1 seconds.
 */
export function claimBatches(owed: readonly OwedPay[], now: bigint, rule: CollectingRule): ClaimBatch[] {
  const { firstGas, furtherGas, claimAboveBps, most } = rule;
  const further = gasCost(furtherGas, rule);
  const bySeat = Map.groupBy(
    owed.filter(({ claimsFrom, amount }) => claimsFrom <= now && amount > further),
    ({ seat }) => seat,
  );
  const batches: ClaimBatch[] = [];
  for (const [seat, all] of bySeat) {
    // The largest first: what does not make a call of its own waits for more.
    const left = all.toSorted((a, b) => (a.amount === b.amount ? 0 : a.amount > b.amount ? -1 : 1));
    for (let first = 0; first < left.length; first += Math.max(1, most)) {
      const some = left.slice(first, first + Math.max(1, most));
      const amount = some.reduce((sum, one) => sum + one.amount, 0n);
      const cost = gasCost(firstGas + furtherGas * BigInt(some.length - 1), rule);
      if (amount * BPS < cost * BigInt(claimAboveBps)) break;
      // Pays of one block share its data.
      const inBlocks = some.toSorted((a, b) =>
        a.proposalId < b.proposalId ? -1 : a.proposalId > b.proposalId ? 1 : 0,
      );
      batches.push({ seat, owed: inBlocks, amount });
    }
  }
  return batches;
}
