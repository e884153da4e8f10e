import {
  type ContractEventName,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  erc20Abi,
} from "viem";
import { abi as auction } from "../generated/Auction.ts";
import { abi as bridge } from "../generated/Bridge.ts";
import { abi as registry } from "../generated/ProverRegistry.ts";
import { abi as rewards } from "../generated/Rewards.ts";
import { abi as rollup } from "../generated/Rollup.ts";
import { abi as constants } from "../generated/RollupConstants.ts";
import { abi as court } from "../generated/SlashingCourt.ts";
import { abi as lens } from "../generated/TrellisLens.ts";
import { abi as token } from "../generated/TrellisToken.ts";
import { abi as vault } from "../generated/Vault.ts";
import { verifierAbi } from "./verifierAbi.ts";

/** The contracts of a deployment, named as in `ContractAddresses`, and their ABIs. All reads, calls and events take their types from here. */
export const CONTRACT_ABIS = {
  token,
  secondAsset: erc20Abi,
  constants,
  vault,
  registry,
  auction,
  rollup,
  rewards,
  bridge,
  court,
  lens,
  blockVerifier: verifierAbi,
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

/** A contract that takes transactions of accounts. */
export type WritableContract = Exclude<ContractName, "constants" | "vault" | "lens" | "blockVerifier">;

/** A function of a contract that takes a transaction, and its arguments. */
export type WriteName<Contract extends WritableContract> = ContractFunctionName<Abis[Contract], "nonpayable">;
export type WriteArgs<
  Contract extends WritableContract,
  Name extends WriteName<Contract>,
> = ContractFunctionArgs<Abis[Contract], "nonpayable", Name>;

/** An event of a contract. */
export type L1EventName<Contract extends ContractName> = ContractEventName<Abis[Contract]>;
