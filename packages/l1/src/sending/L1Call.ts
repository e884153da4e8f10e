import type { Hex } from "viem";
import {
  contractAddress,
  type WritableContract,
  type WriteArgs,
  type WriteName,
} from "../contracts/contractAbis.ts";
import type { L1Addresses } from "../contracts/L1Addresses.ts";

type CallTo<Contract extends WritableContract> = {
  [Name in WriteName<Contract>]: {
    /** Names the call to people. */
    readonly action: string;
    readonly address: Hex;
    readonly contract: Contract;
    readonly functionName: Name;
    readonly args: WriteArgs<Contract, Name>;
  };
}[WriteName<Contract>];

/** A call that a transaction makes to a contract: any function of any contract, with its arguments. {@link l1Call} makes one. */
export type L1Call = { [Contract in WritableContract]: CallTo<Contract> }[WritableContract];

/**
 * Makes a call to a contract of a deployment.
 * @param action - names the call to people; by default the words of the function's name.
 * @throws TRL-L1-014 for a call to the court where the deployment has none.
 */
export function l1Call<Contract extends WritableContract, Name extends WriteName<Contract>>(
  addresses: L1Addresses,
  contract: Contract,
  functionName: Name,
  args: WriteArgs<Contract, Name>,
  action = wordsOf(functionName),
): L1Call {
  const address = contractAddress(addresses, contract);
  // The parameters' types tie the four together; TypeScript cannot see that this makes one member of the union.
  return { action, address, contract, functionName, args } as unknown as L1Call;
}

/** `submitProof` as "submit proof". */
function wordsOf(functionName: string): string {
  return functionName.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
