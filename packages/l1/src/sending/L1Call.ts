import { type Abi, encodeFunctionData } from "viem";
import type { ContractAddresses } from "../contracts/ContractAddresses.ts";
import {
  CONTRACT_ABIS,
  type WritableContract,
  type WriteArgs,
  type WriteName,
} from "../contracts/contractAbis.ts";
import type { EncodedCall } from "./EncodedCall.ts";

/** A call that a transaction makes to a contract. `L1Sender.send` tries it first. {@link l1Call} makes one. */
export interface L1Call extends EncodedCall {
  readonly contract: WritableContract;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/**
 * Makes a call to a contract of a deployment.
 * @param action - names the call to people; by default the words of the function's name.
 */
export function l1Call<Contract extends WritableContract, Name extends WriteName<Contract>>(
  addresses: ContractAddresses,
  contract: Contract,
  functionName: Name,
  args: WriteArgs<Contract, Name>,
  action = wordsOf(functionName),
): L1Call {
  const plain = args as readonly unknown[];
  const abi = CONTRACT_ABIS[contract] as Abi;
  const data = encodeFunctionData({ abi, functionName: functionName as string, args: plain });
  return { action, address: addresses[contract], data, contract, functionName, args: plain };
}

/** `submitProof` as "submit proof". */
function wordsOf(functionName: string): string {
  return functionName.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
