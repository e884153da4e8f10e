import {
  type ContractEventName,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  erc20Abi,
  type Hex,
} from "viem";
import { abi as registryAbi } from "../generated/ProverRegistry.ts";
import { abi as rollupAbi } from "../generated/Rollup.ts";
import { abi as courtAbi } from "../generated/SlashingCourt.ts";
import { abi as tokenAbi } from "../generated/TrellisToken.ts";
import { courtOf, type L1Addresses } from "./L1Addresses.ts";
import { verifierAbi } from "./verifierAbi.ts";

/** The contracts of a deployment, named as in {@link L1Addresses}, and their ABIs. All reads, calls and events take their types from here. */
export const CONTRACT_ABIS = {
  rollup: rollupAbi,
  registry: registryAbi,
  court: courtAbi,
  token: tokenAbi,
  secondAsset: erc20Abi,
  verifier: verifierAbi,
} as const;

type Abis = typeof CONTRACT_ABIS;

/** Names a contract of a deployment. */
export type ContractName = keyof Abis;

/** A function of a contract that changes nothing on L1, its arguments and its result. */
export type ReadName<Contract extends ContractName> = ContractFunctionName<Abis[Contract], "view" | "pure">;
export type ReadArgs<Contract extends ContractName, Name extends ReadName<Contract>> = ContractFunctionArgs<
  Abis[Contract],
  "view" | "pure",
  Name
>;
export type ReadResult<
  Contract extends ContractName,
  Name extends ReadName<Contract>,
> = ContractFunctionReturnType<Abis[Contract], "view" | "pure", Name>;

/** A contract that takes transactions. (The verifier takes none: viem would accept any name and any arguments for it.) */
export type WritableContract = Exclude<ContractName, "verifier">;

/** A function of a contract that takes a transaction, and its arguments. */
export type WriteName<Contract extends WritableContract> = ContractFunctionName<Abis[Contract], "nonpayable">;
export type WriteArgs<
  Contract extends WritableContract,
  Name extends WriteName<Contract>,
> = ContractFunctionArgs<Abis[Contract], "nonpayable", Name>;

/** An event of a contract. */
export type EventName<Contract extends ContractName> = ContractEventName<Abis[Contract]>;

/** Address of a contract. @throws TRL-L1-014 for the court where the deployment has none. */
export function contractAddress(addresses: L1Addresses, contract: ContractName): Hex {
  return contract === "court" ? courtOf(addresses) : addresses[contract];
}
