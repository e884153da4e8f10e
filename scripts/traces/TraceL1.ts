import {
  type Abi,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  type Log,
  parseEventLogs,
} from "viem";
import { DEVELOPMENT_CHAIN_ID } from "../../packages/l1/src/anvil/Anvil.ts";
import type { ContractAddresses } from "../../packages/l1/src/contracts/ContractAddresses.ts";
import { CONTRACT_ABIS } from "../../packages/l1/src/contracts/contractAbis.ts";
import { deployContracts } from "../../packages/l1/src/contracts/deployContracts.ts";
import { plainArgs, type Trace, type TraceStep } from "../../packages/l1-model/test/traces/Trace.ts";
import { START_TIME, type TraceChain } from "./TraceChain.ts";

/** Accepts a proof whose first byte is 1: `calldataload(0x64) >> 248 == 1`. */
const VERIFIER: Hex = "0x7060643560f81c60011460005260206000f36000526011600ff3";
/** Of tokens, balances tell all. */
const SILENT = new Set(["token", "secondAsset", "constants", "lens", "blockVerifier"]);
const MODULES = ["registry", "auction", "rewards", "bridge", "court"] as const;
const ERRORS: Abi = Object.values(CONTRACT_ABIS).flatMap((abi) =>
  (abi as Abi).filter(({ type }) => type === "error"),
);
/** Errors of the token's library, which no ABI of ours has. */
const TOKEN_ERRORS: Abi = [
  { type: "error", name: "InsufficientBalance", inputs: [] },
  { type: "error", name: "InsufficientAllowance", inputs: [] },
  { type: "error", name: "TransferFromFailed", inputs: [] },
  { type: "error", name: "TransferFailed", inputs: [] },
];

/** A call of the contracts. */
export interface L1Call {
  readonly contract: keyof typeof CONTRACT_ABIS;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** The contracts as deployed, on a local L1 that makes one block a call. */
export class TraceL1 {
  readonly #chain: TraceChain;
  readonly addresses: ContractAddresses;

  private constructor(chain: TraceChain, addresses: ContractAddresses) {
    this.#chain = chain;
    this.addresses = addresses;
  }

  static async deploy(
    chain: TraceChain,
    bank: Hex,
    init: Pick<Trace["init"], "settings" | "courtSettings" | "registrySettings" | "genesisStateRoot">,
    supply: bigint,
  ): Promise<TraceL1> {
    const deploy = (data: Hex) => chain.send(bank, undefined, data, START_TIME);
    const verifier = (await deploy(VERIFIER)).contractAddress!;
    const addresses = await deployContracts(
      {
        address: bank,
        nonce: () => chain.nonce(bank),
        chainId: async () => DEVELOPMENT_CHAIN_ID,
        deploy: async (action: string, data: Hex) => {
          const { contractAddress, revertData } = await deploy(data);
          if (revertData !== undefined) throw new Error(`${action}: ${revertData}`);
          return { receipt: { contractAddress }, blockNumber: 0n } as never;
        },
      } as never,
      {
        preset: { settings: init.settings, court: init.courtSettings },
        verifier: { kind: "deployed", block: verifier, leaf: verifier, merge: verifier },
        ...init.registrySettings,
        initialSupply: supply,
        vkSetHash: 1n,
        genesisStateRoot: init.genesisStateRoot,
      },
    );
    return new TraceL1(chain, addresses);
  }

  async call(from: Hex, time: bigint, call: L1Call): Promise<Pick<TraceStep, "error" | "events">> {
    const { contract, functionName, args } = call;
    const data = encodeFunctionData({ abi: CONTRACT_ABIS[contract] as Abi, functionName, args });
    const mined = await this.#chain.send(from, this.addresses[contract], data, time);
    if (mined.revertData === undefined) return { events: this.#events(mined.logs) };
    try {
      const abi = [...ERRORS, ...TOKEN_ERRORS];
      return { error: decodeErrorResult({ abi, data: mined.revertData }).errorName };
    } catch (cause) {
      throw new Error(`${contract}.${functionName}: unknown error ${mined.revertData}`, { cause });
    }
  }

  #events(logs: readonly Log[]): NonNullable<TraceStep["events"]> {
    return logs.flatMap((log) => {
      const name = Object.keys(CONTRACT_ABIS).find(
        (key) => this.addresses[key as L1Call["contract"]]?.toLowerCase() === log.address.toLowerCase(),
      ) as L1Call["contract"] | undefined;
      if (name === undefined || SILENT.has(name)) return [];
      const [event] = parseEventLogs({ abi: CONTRACT_ABIS[name] as Abi, logs: [log] }) as unknown as {
        readonly eventName: string;
        readonly args: unknown;
      }[];
      return [[`${name}.${event!.eventName}`, plainArgs(event!.args)] as const];
    });
  }

  /** As `balancesOf` has them of the model. */
  async balances(accounts: readonly Hex[]): Promise<Record<string, bigint>> {
    const { vault } = this.addresses;
    const questions: (readonly [name: string, call: L1Call])[] = [];
    for (const account of [...accounts, vault]) {
      for (const contract of ["token", "secondAsset", "auction"] as const) {
        questions.push([`${contract} ${account}`, { contract, functionName: "balanceOf", args: [account] }]);
      }
    }
    for (const module of MODULES) {
      for (const asset of [0n, 1n]) {
        const args = [this.addresses[module], asset];
        questions.push([`purse ${module} ${asset}`, { contract: "vault", functionName: "purseOf", args }]);
      }
    }
    const answers = await this.#chain.read(
      questions.map(([, { contract, functionName, args }]) => ({
        to: this.addresses[contract],
        data: encodeFunctionData({ abi: CONTRACT_ABIS[contract] as Abi, functionName, args }),
      })),
    );
    return Object.fromEntries(
      questions.map(([name, { contract, functionName }], i) => {
        const abi = CONTRACT_ABIS[contract] as Abi;
        return [name, decodeFunctionResult({ abi, functionName, data: answers[i]! }) as bigint];
      }),
    );
  }
}
