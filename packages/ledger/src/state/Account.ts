import { type PublicKey, poseidon2Hash } from "@trellis/field";
import { type Asset, FIELD_MODULUS } from "@trellis/protocol";

/** Largest balance of one asset. */
export const MAX_BALANCE = (1n << 128n) - 1n;
/** Largest nonce. An account that has reached it cannot send any more. */
export const MAX_NONCE = 0xffff_ffff;

/** P10.1: an account of the L2 state. */
export interface Account {
  readonly key: PublicKey;
  /** Number of signed transactions sent. */
  readonly nonce: number;
  /** Smallest units of asset 0 and asset 1. */
  readonly balances: readonly [bigint, bigint];
}

/** The hash inputs of the account's leaf in the state tree: `[keyX, keyY, nonce, balance0, balance1]`. */
export function accountLeafInputs({ key, nonce, balances }: Account): bigint[] {
  return [key.x, key.y, BigInt(nonce), balances[0], balances[1]];
}

/** The account's leaf in the state tree: Poseidon2 of {@link accountLeafInputs}. */
export function accountLeaf(account: Account): bigint {
  return poseidon2Hash(accountLeafInputs(account));
}

/** Whether every field of an account fits the circuits' types. L1 checks that the key is on the curve. */
export function isAccount(account: Account): boolean {
  const { key, nonce, balances } = account;
  const isField = (value: bigint): boolean => value >= 0n && value < FIELD_MODULUS;
  const isBalance = (value: bigint): boolean => value >= 0n && value <= MAX_BALANCE;
  return (
    isField(key.x) &&
    isField(key.y) &&
    Number.isInteger(nonce) &&
    nonce >= 0 &&
    nonce <= MAX_NONCE &&
    balances.every(isBalance)
  );
}

/** The account with `change` added to its balance of `asset`. The caller has checked the bounds. */
export function withBalanceChange(account: Account, asset: Asset, change: bigint): Account {
  const [balance0, balance1] = account.balances;
  return {
    ...account,
    balances: asset === 0 ? [balance0 + change, balance1] : [balance0, balance1 + change],
  };
}
