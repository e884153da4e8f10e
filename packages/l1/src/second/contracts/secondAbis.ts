import {
  type ContractEventName,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  erc20Abi,
} from "viem";
import { verifierAbi } from "../../contracts/verifierAbi.ts";
import { abi as auction } from "../../generated/SecondAuction.ts";
import { abi as bridge } from "../../generated/SecondBridge.ts";
import { abi as constants } from "../../generated/SecondConstants.ts";
import { abi as lens } from "../../generated/SecondLens.ts";
import { abi as registry } from "../../generated/SecondProverRegistry.ts";
import { abi as rewards } from "../../generated/SecondRewards.ts";
import { abi as rollup } from "../../generated/SecondRollup.ts";
import { abi as court } from "../../generated/SecondSlashingCourt.ts";
import { abi as token } from "../../generated/TrellisToken.ts";
import { abi as vault } from "../../generated/Vault.ts";

/** The contracts of a deployment, named as in `SecondAddresses`, and their ABIs. All reads, calls and events take their types from here. */
export const SECOND_ABIS = {
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

type Abis = typeof SECOND_ABIS;

/** Names a contract of a deployment. */
export type SecondContract = keyof Abis;

/** A function of a contract that changes nothing on L1, its arguments and its result. */
export type SecondReadName<Contract extends SecondContract> = ContractFunctionName<
  Abis[Contract],
  "view" | "pure"
>;
export type SecondReadArgs<
  Contract extends SecondContract,
  Name extends SecondReadName<Contract>,
> = ContractFunctionArgs<Abis[Contract], "view" | "pure", Name>;
export type SecondReadResult<
  Contract extends SecondContract,
  Name extends SecondReadName<Contract>,
> = ContractFunctionReturnType<Abis[Contract], "view" | "pure", Name>;

/** A contract that takes transactions of accounts. */
export type SecondWritable = Exclude<SecondContract, "constants" | "vault" | "lens" | "blockVerifier">;

/** A function of a contract that takes a transaction, and its arguments. */
export type SecondWriteName<Contract extends SecondWritable> = ContractFunctionName<
  Abis[Contract],
  "nonpayable"
>;
export type SecondWriteArgs<
  Contract extends SecondWritable,
  Name extends SecondWriteName<Contract>,
> = ContractFunctionArgs<Abis[Contract], "nonpayable", Name>;

/** An event of a contract. */
export type SecondEventName<Contract extends SecondContract> = ContractEventName<Abis[Contract]>;
