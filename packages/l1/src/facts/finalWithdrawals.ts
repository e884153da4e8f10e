import {
  dataPath,
  TRANSACTION_BYTES,
  type Transaction,
  TrellisError,
  toHex,
  unpackTransaction,
} from "@trellis/protocol";
import type { WriteArgs } from "../contracts/contractAbis.ts";
import type { BlockRecord } from "./BlockRecord.ts";

/** P10.1: a withdrawal of a final block, as L1 takes it; see `FinalWithdrawal` in Types.sol. */
export type WithdrawalClaim = WriteArgs<"bridge", "claimWithdrawals">[0][number];

/** P10.1: a withdrawal in a final block. Its owner is that of the account `transaction.from` (event `AccountOpened`). */
export interface FinalWithdrawal {
  /** Place of the transaction in the block, from 0. */
  readonly place: number;
  readonly transaction: Transaction;
}

/** The first byte of a packed transaction: its kind in the low bits, and a bit for failed ones. */
const WITHDRAW = 4;
const KIND = 0b1111;
const FAILED = 0b100_0000;

/** P10.1: the withdrawals of a block, in order. Failed ones move nothing and are left out. */
export function withdrawalsOf({ transactions }: BlockRecord): FinalWithdrawal[] {
  const found: FinalWithdrawal[] = [];
  for (let place = 0; place * TRANSACTION_BYTES < transactions.length; place++) {
    const packed = transactions.subarray(place * TRANSACTION_BYTES, (place + 1) * TRANSACTION_BYTES);
    if ((packed[0]! & KIND) !== WITHDRAW || (packed[0]! & FAILED) !== 0) continue;
    found.push({ place, transaction: unpackTransaction(packed) });
  }
  return found;
}

/**
 * P10.1: the claim for a withdrawal of a final block.
 * @param place - of the transaction in the block, from 0.
 * @throws TRL-L1-031 if the block was not proven, TRL-PRO-004 if there is no such place.
 */
export function withdrawalClaim(block: BlockRecord, place: number): WithdrawalClaim {
  const { proposalId, facts, transactions } = block;
  if (facts === undefined) {
    throw new TrellisError("TRL-L1-031", "nothing leaves by a block that was not proven", { proposalId });
  }
  const { leaf, siblings } = dataPath(transactions, place);
  return {
    proposalId,
    facts,
    place: BigInt(place),
    leaf: toHex(leaf),
    siblings: siblings.map(toHex),
  };
}
