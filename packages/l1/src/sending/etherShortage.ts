import { TrellisError } from "@trellis/protocol";
import { formatEther, type Hex, type PublicClient } from "viem";
import { lowerCaseAddresses } from "../contracts/lowerCaseAddresses.ts";
import { type Fees, marketFees } from "./fees.ts";
import { gasLimit } from "./gasLimit.ts";
import { wordsOf } from "./wordsOf.ts";

const BROKE = /insufficient ?(?:funds|balance)|sender doesn't have enough|not enough (?:funds|balance)/i;

/** Whether L1 refuses a transaction because its account has too little Ether. */
export const isShortOfEther = (error: unknown): boolean => BROKE.test(wordsOf(error));

/**
 * What an account must have before L1 takes the last of its transactions, one sent after the other: L1 asks for the highest price that is
 * offered, and charges less.
 * @param gas - what each of them uses.
 * @returns wei.
 */
export function etherNeeded(gas: readonly bigint[], baseFee: bigint, fees: Fees): bigint {
  let spent = 0n;
  let needed = 0n;
  for (const used of gas) {
    const before = spent + gasLimit(used) * fees.maxFeePerGas;
    if (before > needed) needed = before;
    spent += used * (baseFee + fees.maxPriorityFeePerGas);
  }
  return needed;
}

/**
 * Asks whether an account can pay for transactions at L1's present price.
 * @param gas - what each of them uses.
 * @throws TRL-L1-016 if it cannot.
 */
export async function requireEtherFor(
  client: PublicClient,
  action: string,
  account: Hex,
  gas: readonly bigint[],
): Promise<void> {
  const [{ baseFeePerGas }, tip] = await Promise.all([
    client.getBlock(),
    client.estimateMaxPriorityFeePerGas(),
  ]);
  const baseFee = baseFeePerGas ?? 0n;
  const needed = etherNeeded(gas, baseFee, marketFees(baseFee, tip));
  const error = await etherShortage(client, action, account, needed);
  if (error.context.missing !== 0n) throw error;
}

/**
 * The error TRL-L1-016: which account, how much it has and needs, and what is missing.
 * @param needed - wei, at least.
 */
export async function etherShortage(
  client: PublicClient,
  action: string,
  account: Hex,
  needed: bigint,
): Promise<TrellisError> {
  const address = lowerCaseAddresses(account);
  const balance = await client.getBalance({ address });
  const missing = needed > balance ? needed - balance : 0n;
  const todo =
    missing === 0n
      ? "send it some"
      : `it takes ${formatEther(needed)} Ether: send the account ${formatEther(missing)} or more`;
  return new TrellisError(
    "TRL-L1-016",
    `${action}: too little Ether for gas: the account ${address} has ${formatEther(balance)}; ${todo}`,
    { action, address, balance, needed, missing },
  );
}
