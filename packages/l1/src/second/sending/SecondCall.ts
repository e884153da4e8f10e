import { type Abi, encodeFunctionData } from "viem";
import type { EncodedCall } from "../../sending/EncodedCall.ts";
import type { SecondAddresses } from "../contracts/SecondAddresses.ts";
import {
  SECOND_ABIS,
  type SecondWritable,
  type SecondWriteArgs,
  type SecondWriteName,
} from "../contracts/secondAbis.ts";

/** A call that a transaction makes to a contract. `L1Sender.send` tries it first. {@link secondCall} makes one. */
export interface SecondCall extends EncodedCall {
  readonly contract: SecondWritable;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/**
 * Makes a call to a contract of a deployment.
 * @param action - names the call to people; by default the words of the function's name.
 */
export function secondCall<Contract extends SecondWritable, Name extends SecondWriteName<Contract>>(
  addresses: SecondAddresses,
  contract: Contract,
  functionName: Name,
  args: SecondWriteArgs<Contract, Name>,
  action = wordsOf(functionName),
): SecondCall {
  const plain = args as readonly unknown[];
  const abi = SECOND_ABIS[contract] as Abi;
  const data = encodeFunctionData({ abi, functionName: functionName as string, args: plain });
  return { action, address: addresses[contract], data, contract, functionName, args: plain };
}

/** `submitProof` as "submit proof". */
function wordsOf(functionName: string): string {
  return functionName.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
