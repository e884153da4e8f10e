import { toBytes, toHex } from "@trellis/protocol";
import {
  type Abi,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  type Log,
  parseEventLogs,
} from "viem";
import { deployContracts } from "../../packages/l1/src/contracts/deployContracts.ts";
import { abi as secondAssetAbi } from "../../packages/l1/src/generated/DevelopmentToken.ts";
import { abi as registryAbi } from "../../packages/l1/src/generated/ProverRegistry.ts";
import { abi as rollupAbi } from "../../packages/l1/src/generated/Rollup.ts";
import { abi as courtAbi } from "../../packages/l1/src/generated/SlashingCourt.ts";
import { abi as tokenAbi } from "../../packages/l1/src/generated/TrellisToken.ts";
import type { ContractName } from "../../packages/l1-model/src/abi/ContractName.ts";
import {
  isFields,
  parseQuestion,
  type TraceDeployment,
  type TraceStep,
  traceJson,
} from "../../packages/l1-model/test/Trace.ts";
import { START_TIME, type TraceChain } from "./TraceChain.ts";

/** ABIs of the contracts by name. */
export const ABIS: Readonly<Record<ContractName, Abi>> = {
  token: tokenAbi as unknown as Abi,
  secondAsset: secondAssetAbi as unknown as Abi,
  registry: registryAbi as unknown as Abi,
  rollup: rollupAbi as unknown as Abi,
  court: courtAbi as unknown as Abi,
};
const ERRORS: Abi = Object.values(ABIS).flatMap((abi) => abi.filter(({ type }) => type === "error"));
/** Of tokens, balances tell all. */
const WITH_EVENTS: readonly ContractName[] = ["registry", "rollup", "court"];

/** Accepts a proof whose first byte is 1: `calldataload(0x64) >> 248 == 1`. */
const VERIFIER: Hex = "0x7060643560f81c60011460005260206000f36000526011600ff3";

/** A call to record. */
export interface RecordedCall {
  readonly time: bigint;
  readonly from: Hex;
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** Makes calls on the real contracts and records their results. It knows the contracts only by their ABIs. */
export class Recorder {
  readonly deployment: TraceDeployment;
  readonly steps: TraceStep[] = [];
  /** Results by query, as of the last step. */
  readonly answers = new Map<string, unknown>();
  readonly #chain: TraceChain;
  /** Data contracts by address: each stands as its number in order of writing. */
  readonly #snapshots = new Map<Hex, Hex>();

  private constructor(chain: TraceChain, deployment: TraceDeployment) {
    this.#chain = chain;
    this.deployment = deployment;
  }

  /** Deploys contracts from the bank's account. */
  static async deploy(
    chain: TraceChain,
    init: Omit<TraceDeployment, "chainId" | "addresses">,
  ): Promise<Recorder> {
    const { bank } = init;
    const deploy = (data: Hex) => chain.send(bank, undefined, data, START_TIME);
    const verifier = (await deploy(VERIFIER)).contractAddress!;
    const { token, secondAsset, registry, rollup, court } = await deployContracts(
      {
        address: bank,
        nonce: () => chain.nonce(bank),
        chainId: async () => Number(chain.chainId),
        deploy: async (action, data) => {
          const { contractAddress, revertData } = await deploy(data);
          if (revertData !== undefined) throw new Error(`${action}: ${revertData}`);
          return { receipt: { contractAddress }, blockNumber: 0n } as never;
        },
      },
      {
        settings: init.rollupSettings,
        verifier: { kind: "deployed", block: verifier, leaf: verifier, merge: verifier },
        proverStake: init.registrySettings.stake,
        minProverStake: init.registrySettings.minStake,
        exitDelay: init.registrySettings.exitDelay,
        court: init.courtSettings,
        initialSupply: init.supply,
        vkSetHash: 1n,
        genesisStateRoot: init.genesisStateRoot,
      },
    );
    const addresses = plain({ token, secondAsset, registry, rollup, court: court! });
    return new Recorder(chain, { ...init, chainId: chain.chainId, addresses } as TraceDeployment);
  }

  /** The last result of a query, which must have been made. */
  answer<Answer>(question: string): Answer {
    if (!this.answers.has(question)) throw new Error(`nobody asked ${question}`);
    return this.answers.get(question) as Answer;
  }

  /**
   * Makes a call and queries what it has changed.
   * @param questions - the queries after the call.
   */
  async play(
    call: RecordedCall,
    questions: (step: Pick<TraceStep, "events">) => readonly string[],
  ): Promise<TraceStep> {
    const { time, from, contract, functionName, args } = call;
    const abi = ABIS[contract];
    const data = encodeFunctionData({ abi, functionName, args: [...args] });
    const mined = await this.#chain.send(from, this.deployment.addresses[contract], data, time);
    const outcome =
      mined.revertData === undefined
        ? { events: this.#events(mined.logs) }
        : { error: decodeErrorResult({ abi: ERRORS, data: mined.revertData }).errorName };
    const step: TraceStep = {
      time,
      from,
      call: `${contract}.${functionName}`,
      args: plain(args) as unknown[],
      ...outcome,
      ...(await this.#changes(questions(outcome as Pick<TraceStep, "events">))),
    };
    this.steps.push(step);
    return step;
  }

  #events(logs: readonly Log[]): NonNullable<TraceStep["events"]> {
    const nameOf = new Map(WITH_EVENTS.map((name) => [this.deployment.addresses[name], name]));
    const own = logs.filter(({ address }) => nameOf.has(address.toLowerCase() as Hex));
    return own.map((log) => {
      const contract = nameOf.get(log.address.toLowerCase() as Hex)!;
      const [event] = parseEventLogs({ abi: ABIS[contract], logs: [log] }) as unknown as {
        readonly eventName: string;
        readonly args: Record<string, unknown>;
      }[];
      const args = plain(event!.args) as Record<string, unknown>;
      if (typeof args.activeBitmap === "string")
        args.activeBitmap = this.#snapshotNumber(args.activeBitmap as Hex);
      return [`${contract}.${event!.eventName}`, args] as const;
    });
  }

  #snapshotNumber(address: Hex): Hex {
    const known = this.#snapshots.get(address);
    if (known !== undefined) return known;
    const number = toHex(toBytes(this.#snapshots.size + 1, 20));
    this.#snapshots.set(address, number);
    return number;
  }

  async #changes(questions: readonly string[]): Promise<Pick<TraceStep, "answers" | "dropped">> {
    const calls = questions.map((question) => {
      const { contract, functionName, args } = parseQuestion(question);
      const abi = ABIS[contract];
      return { abi, functionName, to: this.deployment.addresses[contract], args };
    });
    const encoded = calls.map(({ abi, functionName, to, args }) => ({
      to,
      data: encodeFunctionData({ abi, functionName, args: [...args] }),
    }));
    const data = await this.#chain.read(encoded);
    const answers: Record<string, unknown> = {};
    for (const [i, question] of questions.entries()) {
      const { abi, functionName } = calls[i]!;
      const answer = plain(decodeFunctionResult({ abi, functionName, data: data[i]! }));
      const change = changeOf(this.answers.get(question), answer);
      if (change !== undefined) answers[question] = change;
      this.answers.set(question, answer);
    }
    const asked = new Set(questions);
    const dropped = [...this.answers.keys()].filter((question) => !asked.has(question));
    for (const question of dropped) this.answers.delete(question);
    return dropped.length === 0 ? { answers } : { answers, dropped };
  }
}

/** The changed part of a result; undefined if nothing changed. */
function changeOf(before: unknown, after: unknown): unknown {
  if (traceJson(before) === traceJson(after)) return undefined;
  if (!isFields(before) || !isFields(after)) return after;
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => traceJson(value) !== traceJson(before[field])),
  );
}

/** The same value with addresses in lower case. */
function plain<Value>(value: Value): Value {
  if (typeof value === "string") return (value.startsWith("0x") ? value.toLowerCase() : value) as Value;
  if (Array.isArray(value)) return value.map(plain) as Value;
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)])) as Value;
}
