import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import {
  fromHex,
  ProverBitmap,
  type RollupDomain,
  TrellisError,
  toBigInt,
  toBytes,
  toHex,
} from "@trellis/protocol";
import {
  type ContractEventArgs,
  type GetContractEventsReturnType,
  type Hex,
  type Log,
  numberToHex,
  type PublicClient,
} from "viem";
import type { ContractAddresses } from "../contracts/ContractAddresses.ts";
import {
  CONTRACT_ABIS,
  type ContractName,
  type L1EventName,
  type ReadArgs,
  type ReadName,
  type ReadResult,
} from "../contracts/contractAbis.ts";
import { l1Error } from "../contracts/decodeRevert.ts";
import { decodeL1Events, type L1Event } from "../contracts/l1Events.ts";
import { lowerCaseAddresses } from "../contracts/lowerCaseAddresses.ts";
import { L1Connection } from "../providers/L1Connection.ts";
import { type BlockHeader, type LogPlace, LogReader } from "./LogReader.ts";

/** Everything about the head and the rounds; see `RollupStatus` in ITrellisLens.sol. */
export type RollupStatus = ReadResult<"lens", "status">;
/** One row of the ranking; see `RankedCommitment` in ITrellisLens.sol. */
export type RankedCommitment = ReadResult<"lens", "ranking">[number];

type EventLog<
  Contract extends ContractName,
  Event extends L1EventName<Contract>,
> = GetContractEventsReturnType<(typeof CONTRACT_ABIS)[Contract], Event, true>[number];
type EventFilter<Contract extends ContractName, Event extends L1EventName<Contract>> = ContractEventArgs<
  (typeof CONTRACT_ABIS)[Contract],
  Event
>;

/** The event by which a block became final. */
export type FinalizedEvent = Extract<L1Event, { eventName: "Finalized" }>;

/** P2: what the registry asks of a seat. */
export interface StakeRules {
  /** A full stake, and the least stake of a seat that counts, wei. */
  readonly stake: bigint;
  readonly minStake: bigint;
  /** Seconds between asking for exit and withdrawing. */
  readonly exitDelay: number;
}

/** The most commitments that a node reads, in order of arrival: more do not fit into a window. */
const MAX_RANKED = 4_096;
const RANKING_PAGE = 256;
/** A data contract has one byte before the 8 words of the bitmap. */
const BITMAP_CODE_BYTES = 257;

/**
 * Reads one deployment. Types of arguments and results come from the contracts' ABIs; addresses come in lower case.
 * Every method throws TRL-L1-010 if a contract refuses, and TRL-L1-011 or 040 to 046 if L1 cannot be asked.
 */
export class L1Client {
  readonly addresses: ContractAddresses;
  readonly connection: L1Connection;
  #chainId: number | undefined;
  #settings: RollupSettings | undefined;
  #court: CourtSettings | undefined;
  #stakes: StakeRules | undefined;
  readonly #logs: LogReader;

  /** @param l1 - a connection, or the URL of the only provider. */
  constructor(l1: string | L1Connection, addresses: ContractAddresses) {
    this.addresses = addresses;
    this.connection = typeof l1 === "string" ? new L1Connection(l1) : l1;
    this.#logs = new LogReader(this.public);
  }

  /** Typed calls over the connection. */
  get public(): PublicClient {
    return this.connection.public;
  }

  /** The L1 chain's id, asked once. */
  async chainId(): Promise<number> {
    this.#chainId ??= await this.ask("read the chain id", () => this.public.getChainId());
    return this.#chainId;
  }

  /** The hash of the block with a number on the present chain; undefined if L1 has not got so many. */
  async hashAt(blockNumber: bigint): Promise<Hex | undefined> {
    const block = await this.ask("read a block", () =>
      this.public.request({ method: "eth_getBlockByNumber", params: [numberToHex(blockNumber), false] }),
    );
    return block?.hash ?? undefined;
  }

  /** What signatures and proofs of this deployment are tied to. */
  async domain(): Promise<RollupDomain> {
    return { chainId: BigInt(await this.chainId()), rollup: fromHex(this.addresses.rollup) };
  }

  /**
   * Checks that L1 has a contract at each address of the deployment.
   * @throws TRL-L1-043 naming the contracts that are missing.
   */
  async requireContracts(): Promise<void> {
    const { deployedAt: _, ...contracts } = this.addresses;
    const found = await Promise.all(
      Object.entries(contracts).map(async ([name, address]) => {
        const code = await this.ask("look for the contracts", () => this.public.getCode({ address }));
        return code === undefined || code === "0x" ? [`${name} (${address})`] : [];
      }),
    );
    const missing = found.flat();
    if (missing.length === 0) return;
    const chainId = await this.chainId();
    throw new TrellisError(
      "TRL-L1-043",
      `chain ${chainId} has no contract at the addresses of ${missing.join(", ")}; correct l1.rpcUrl or l1.addresses`,
      { chainId, missing: missing.length },
    );
  }

  /** R13: what the deployment is set to. Constants, read once. */
  async settings(): Promise<RollupSettings> {
    this.#settings ??= await this.read("constants", "settings", []);
    return this.#settings;
  }

  /** R13: what the court is set to. Constants, read once. */
  async courtSettings(): Promise<CourtSettings> {
    this.#court ??= await this.read("constants", "courtSettings", []);
    return this.#court;
  }

  /** P2: what the registry asks of a seat. Constants, read once. */
  async stakeRules(): Promise<StakeRules> {
    if (this.#stakes !== undefined) return this.#stakes;
    const [stake, minStake, exitDelay] = await Promise.all([
      this.read("registry", "stake", []),
      this.read("registry", "minStake", []),
      this.read("registry", "exitDelay", []),
    ]);
    this.#stakes = { stake, minStake, exitDelay: Number(exitDelay) };
    return this.#stakes;
  }

  /** Asks the deployed verifier about a block proof, at no cost. Returns false if it refuses, by its answer or by a revert. */
  async verifyBlockProof(proof: Uint8Array, publicInputs: readonly bigint[]): Promise<boolean> {
    const inputs = publicInputs.map((field) => toHex(toBytes(field, 32)));
    try {
      return await this.read("blockVerifier", "verify", [toHex(proof), inputs]);
    } catch (error) {
      if (error instanceof TrellisError && error.code === "TRL-L1-010") return false;
      throw error;
    }
  }

  /**
   * Calls a function that changes nothing.
   * @param block - number or hash of the L1 block whose state is read; the latest by default.
   */
  read<Contract extends ContractName, Name extends ReadName<Contract>>(
    contract: Contract,
    functionName: Name,
    args: ReadArgs<Contract, Name>,
    block?: bigint | Hex,
  ): Promise<ReadResult<Contract, Name>> {
    return this.ask(`read ${contract}.${functionName}`, async () => {
      const result = await this.public.readContract({
        address: this.addresses[contract],
        abi: CONTRACT_ABIS[contract],
        functionName,
        args,
        ...(typeof block === "string" ? { blockHash: block } : { blockNumber: block }),
        // viem cannot relate the members of a union; this method's own types do.
      } as never);
      return lowerCaseAddresses(result) as ReadResult<Contract, Name>;
    });
  }

  /** Yields the events of one kind since the deployment, in order. @param filter - values of indexed arguments. */
  async *events<Contract extends ContractName, Event extends L1EventName<Contract>>(
    contract: Contract,
    eventName: Event,
    filter: EventFilter<Contract, Event>,
  ): AsyncGenerator<EventLog<Contract, Event>["args"]> {
    const action = `read ${contract}.${eventName} events`;
    const ask = (place: LogPlace) =>
      this.ask(action, () =>
        this.public.getContractEvents({
          address: this.addresses[contract],
          abi: CONTRACT_ABIS[contract],
          eventName,
          args: filter,
          strict: true,
          ...place,
        } as never),
      ) as unknown as Promise<(EventLog<Contract, Event> & Log)[]>;
    const late = await this.#late(action, await this.head(action));
    for await (const logs of this.#logs.read(this.addresses.deployedAt, late, ask)) {
      for (const { args } of logs) yield lowerCaseAddresses(args);
    }
  }

  /** Yields all events of auction, rollup, rewards and bridge since the deployment, in order: what `BlockRecords` is rebuilt from. */
  async *record(): AsyncGenerator<L1Event> {
    const action = "read the record";
    yield* this.#eventsOf(["auction", "rollup", "rewards", "bridge"], action, await this.head(action));
  }

  /** The header of the latest L1 block. @param action - names the question in errors. */
  head(action: string): Promise<BlockHeader> {
    return this.ask(action, () => this.public.getBlock({ blockTag: "latest" }));
  }

  /** Yields all events of all contracts since the deployment, in order. @param head - the last L1 block that is read. */
  history(head: BlockHeader): AsyncGenerator<L1Event> {
    const contracts = ["auction", "rollup", "rewards", "bridge", "registry", "court"] as const;
    return this.#eventsOf(contracts, "read all events", head);
  }

  /** The event by which a height became final; undefined if it is not final. */
  async finalOf(height: bigint): Promise<FinalizedEvent | undefined> {
    const action = "look for a final block";
    const ask = (place: LogPlace) =>
      this.ask(action, () =>
        this.public.getContractEvents({
          address: this.addresses.rollup,
          abi: CONTRACT_ABIS.rollup,
          eventName: "Finalized",
          args: { height },
          strict: true,
          ...place,
        } as never),
      ) as Promise<Log[]>;
    const late = await this.#late(action, await this.head(action));
    for await (const logs of this.#logs.read(this.addresses.deployedAt, late, ask)) {
      const [event] = decodeL1Events(logs);
      if (event?.eventName === "Finalized") return event;
    }
    return undefined;
  }

  /**
   * Yields, in order, the events since the deployment whose effects outlast heights: what becomes of seats, each account that was opened,
   * and each deposit to a proposer's balance. @param last - the last L1 block that is read.
   */
  async *lasting(last: bigint): AsyncGenerator<L1Event> {
    const action = "read the registry's, accounts' and deposits' events";
    const { registry, bridge, auction, deployedAt } = this.addresses;
    const events = [
      // Rounds tell of their snapshots, too.
      ...CONTRACT_ABIS.registry.filter((item) => item.type === "event" && item.name !== "SnapshotTaken"),
      ...CONTRACT_ABIS.bridge.filter((item) => item.type === "event" && item.name === "AccountOpened"),
      ...CONTRACT_ABIS.auction.filter((item) => item.type === "event" && item.name === "BalanceDeposited"),
    ];
    const ask = (place: LogPlace) =>
      this.ask(action, () =>
        this.public.getLogs({ address: [registry, bridge, auction], events, ...place } as never),
      ) as Promise<Log[]>;
    const header = await this.ask(action, () => this.public.getBlock({ blockNumber: last }));
    const late = await this.ask(action, () => this.#logs.late(deployedAt, header));
    for await (const logs of this.#logs.read(deployedAt, late, ask)) yield* decodeL1Events(logs);
  }

  /**
   * Reads the rounds' commitments in order of arrival, at most 4,096.
   * @param at - number or hash of the L1 block whose state is read; the latest by default.
   */
  async ranking(at?: bigint | Hex): Promise<readonly RankedCommitment[]> {
    // All pages must be of one block.
    const block = at ?? (await this.ask("read the ranking", () => this.public.getBlockNumber()));
    const rows: RankedCommitment[] = [];
    while (rows.length < MAX_RANKED) {
      const page = await this.read("lens", "ranking", [BigInt(rows.length), BigInt(RANKING_PAGE)], block);
      rows.push(...page);
      if (page.length < RANKING_PAGE) break;
    }
    return rows;
  }

  /** R5: the seats that a round's snapshot counts. @param activeBitmap - address that the event `RoundOpened` tells. */
  async activeSeats(activeBitmap: Hex): Promise<ProverBitmap> {
    const action = "read a round's active seats";
    const code = await this.ask(action, () => this.public.getCode({ address: activeBitmap }));
    const bytes = code === undefined ? new Uint8Array() : fromHex(code);
    if (bytes.length !== BITMAP_CODE_BYTES) {
      throw new TrellisError("TRL-L1-011", `${action}: no bitmap is stored at ${activeBitmap}`, {
        activeBitmap,
      });
    }
    const words = Array.from({ length: 8 }, (_, i) => toBigInt(bytes.subarray(1 + 32 * i, 33 + 32 * i)));
    return ProverBitmap.fromWords(words);
  }

  /** Asks L1 something else through {@link public}; `action` names the question in errors. */
  async ask<Answer>(action: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (cause) {
      throw l1Error(action, cause);
    }
  }

  /** Yields all events of these contracts since the deployment, in order. */
  async *#eventsOf(
    contracts: readonly ContractName[],
    action: string,
    head: BlockHeader,
  ): AsyncGenerator<L1Event> {
    const address = contracts.map((contract) => this.addresses[contract]);
    const ask = (place: LogPlace) =>
      this.ask(action, () => this.public.getLogs({ address, ...place } as never)) as Promise<Log[]>;
    const { deployedAt } = this.addresses;
    const late = await this.#late(action, head);
    for await (const logs of this.#logs.read(deployedAt, late, ask)) yield* decodeL1Events(logs);
  }

  #late(action: string, head: BlockHeader): Promise<BlockHeader[]> {
    return this.ask(action, () => this.#logs.late(this.addresses.deployedAt, head));
  }
}
