import { fromHex, type RollupDomain, TrellisError, toBytes, toHex } from "@trellis/protocol";
import {
  type ContractEventArgs,
  createPublicClient,
  type GetContractEventsReturnType,
  http,
  type PublicClient,
} from "viem";
import {
  CONTRACT_ABIS,
  type ContractName,
  contractAddress,
  type EventName,
  type ReadArgs,
  type ReadName,
  type ReadResult,
} from "../contracts/contractAbis.ts";
import { l1Error } from "../contracts/decodeRevert.ts";
import type { L1Addresses } from "../contracts/L1Addresses.ts";
import { lowerCaseAddresses } from "../contracts/lowerCaseAddresses.ts";
import { blockRanges } from "./blockRanges.ts";

/** Everything about the head and the running round; see `Status` in IRollup.sol. */
export type RollupStatus = ReadResult<"rollup", "status">;
/** One row of the ranking; see `Ranked` in IRollup.sol. */
export type RankedCommitment = ReadResult<"rollup", "ranking">[number];
/** P8.3 … P8.5: what a proposal's provers share; see `RewardPool` in IRollup.sol. */
export type RewardPool = ReadResult<"rollup", "rewardPoolOf">;

/** A log of an event, decoded. */
type EventLog<Contract extends ContractName, Event extends EventName<Contract>> = GetContractEventsReturnType<
  (typeof CONTRACT_ABIS)[Contract],
  Event,
  true
>[number];
/** The indexed arguments that wanted events have. */
type EventFilter<Contract extends ContractName, Event extends EventName<Contract>> = ContractEventArgs<
  (typeof CONTRACT_ABIS)[Contract],
  Event
>;

/**
 * The most commitments of a round that a node reads, in order of arrival. Each costs 128,000 gas, so five L1 blocks of 60 million gas
 * hold 2,350 of them: nobody can push another proposer's commitment out of sight.
 */
export const MAX_RANKED = 4_096;
const RANKING_PAGE = 256;

/**
 * Reads one deployment. Types of arguments and results come from the contracts' ABIs; addresses come in lower case.
 * Every method throws TRL-L1-010 if a contract refuses, TRL-L1-011 if L1 cannot be asked, and TRL-L1-014 if it needs the court and the
 * deployment has none.
 */
export class L1Client {
  readonly addresses: L1Addresses;
  readonly public: PublicClient;
  #chainId: number | undefined;

  constructor(rpcUrl: string, addresses: L1Addresses) {
    this.addresses = addresses;
    this.public = createPublicClient({
      transport: http(rpcUrl, { timeout: 10_000, retryCount: 2 }),
      cacheTime: 0,
    });
  }

  /** The L1 chain's id, asked once. */
  async chainId(): Promise<number> {
    this.#chainId ??= await this.ask("read the chain id", () => this.public.getChainId());
    return this.#chainId;
  }

  /** What signatures and proofs of this deployment are tied to. */
  async domain(): Promise<RollupDomain> {
    return { chainId: BigInt(await this.chainId()), rollup: fromHex(this.addresses.rollup) };
  }

  /**
   * Calls a function that changes nothing.
   * @param blockNumber - L1 block whose state is read; the latest by default.
   */
  read<Contract extends ContractName, Name extends ReadName<Contract>>(
    contract: Contract,
    functionName: Name,
    args: ReadArgs<Contract, Name>,
    blockNumber?: bigint,
  ): Promise<ReadResult<Contract, Name>> {
    return this.ask(`read ${contract}.${functionName}`, async () => {
      const result = await this.public.readContract({
        address: contractAddress(this.addresses, contract),
        abi: CONTRACT_ABIS[contract],
        functionName,
        args,
        blockNumber,
        // viem cannot relate the members of a union; this method's own types do.
      } as never);
      return lowerCaseAddresses(result) as ReadResult<Contract, Name>;
    });
  }

  /** Yields the events of one kind since the deployment, in order. @param filter - values of indexed arguments. */
  async *events<Contract extends ContractName, Event extends EventName<Contract>>(
    contract: Contract,
    eventName: Event,
    filter: EventFilter<Contract, Event>,
  ): AsyncGenerator<EventLog<Contract, Event>["args"]> {
    const action = `read ${contract}.${eventName} events`;
    const latest = await this.ask(action, () => this.public.getBlockNumber());
    for (const range of blockRanges(this.addresses.deployedAt, latest)) {
      const logs = await this.ask(action, () =>
        this.public.getContractEvents({
          address: contractAddress(this.addresses, contract),
          abi: CONTRACT_ABIS[contract],
          eventName,
          args: filter,
          strict: true,
          ...range,
        } as never),
      );
      for (const { args } of logs as EventLog<Contract, Event>[]) yield lowerCaseAddresses(args);
    }
  }

  /**
   * Reads the round's commitments in order of arrival, at most {@link MAX_RANKED}.
   * @param blockNumber - L1 block whose state is read; the latest by default.
   */
  async ranking(blockNumber?: bigint): Promise<readonly RankedCommitment[]> {
    // All pages must be of one block.
    const block = blockNumber ?? (await this.ask("read the ranking", () => this.public.getBlockNumber()));
    const rows: RankedCommitment[] = [];
    while (rows.length < MAX_RANKED) {
      const page = await this.read("rollup", "ranking", [BigInt(rows.length), BigInt(RANKING_PAGE)], block);
      rows.push(...page);
      if (page.length < RANKING_PAGE) break;
    }
    return rows;
  }

  /** Asks the deployed verifier about a block proof, at no cost. Returns false if it refuses, by its answer or by a revert. */
  async verifyBlockProof(proof: Uint8Array, publicInputs: readonly bigint[]): Promise<boolean> {
    try {
      return await this.read("verifier", "verify", [
        toHex(proof),
        publicInputs.map((field) => toHex(toBytes(field, 32))),
      ]);
    } catch (error) {
      if (error instanceof TrellisError && error.code === "TRL-L1-010") return false;
      throw error;
    }
  }

  /** Asks L1 something else through {@link public}; `action` names the question in errors. */
  async ask<Answer>(action: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (cause) {
      throw l1Error(action, cause);
    }
  }
}
