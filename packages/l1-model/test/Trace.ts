import type { Hex } from "viem";
import type { ContractName } from "../src/abi/ContractName.ts";
import type { CourtSettings } from "../src/court/CourtSettings.ts";
import type { RegistrySettings } from "../src/registry/RegistrySettings.ts";
import type { RollupSettings } from "../src/rollup/RollupSettings.ts";

/** What the contracts were deployed with. Addresses are lower case. */
export interface TraceDeployment {
  readonly chainId: bigint;
  readonly addresses: Readonly<Record<ContractName, Hex>>;
  readonly rollupSettings: RollupSettings;
  readonly registrySettings: RegistrySettings;
  readonly courtSettings: CourtSettings;
  readonly genesisStateRoot: bigint;
  /** Who holds the supply of both tokens, and how much of each. */
  readonly bank: Hex;
  readonly supply: bigint;
}

/** One call, what came of it, and what has changed by it. Values are as viem takes and gives them. */
export interface TraceStep {
  /** Timestamp of the L1 block. */
  readonly time: bigint;
  readonly from: Hex;
  /** `contract.function`. */
  readonly call: string;
  readonly args: readonly unknown[];
  /** Name of the error that the call was refused with. */
  readonly error?: string;
  /** `contract.Event` and its arguments, in order. */
  readonly events?: readonly (readonly [name: string, args: Readonly<Record<string, unknown>>])[];
  /**
   * Answers after the call that are new or have changed, by `contract.function [arguments]`. Of an answer that is an object, those fields
   * that have changed.
   */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Questions that were asked after each step and are not any more. */
  readonly dropped?: readonly string[];
}

/** Calls on the real contracts, as they were recorded. */
export interface Trace {
  readonly name: string;
  readonly deployment: TraceDeployment;
  readonly steps: readonly TraceStep[];
}

/** A whole number beyond those of JSON stands as a string with an n. */
const BIG = /^-?\d+n$/;

const replacer = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);
const reviver = (_key: string, value: unknown): unknown =>
  typeof value === "string" && BIG.test(value) ? BigInt(value.slice(0, -1)) : value;

/** JSON of a value that may hold bigints. */
export function traceJson(value: unknown): string {
  return JSON.stringify(value, replacer);
}

/** Inverse of {@link traceJson}. */
export function parseTraceJson(text: string): unknown {
  return JSON.parse(text, reviver);
}

/** The file of a trace: one step a line. */
export function traceText({ name, deployment, steps }: Trace): string {
  const lines = steps.map(traceJson).join(",\n");
  return `{"name":${traceJson(name)},"deployment":${traceJson(deployment)},"steps":[\n${lines}\n]}\n`;
}

/** Inverse of {@link traceText}. */
export function parseTrace(text: string): Trace {
  return parseTraceJson(text) as Trace;
}

/** The key of a question in {@link TraceStep.answers}. */
export function questionKey(contract: ContractName, functionName: string, args: readonly unknown[]): string {
  return `${contract}.${functionName} ${traceJson(args)}`;
}

/** Inverse of {@link questionKey}. */
export function parseQuestion(key: string): {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
} {
  const [, contract, functionName, args] = /^(\w+)\.(\w+) (.*)$/s.exec(key)!;
  return {
    contract: contract as ContractName,
    functionName: functionName!,
    args: parseTraceJson(args!) as unknown[],
  };
}

/** Whether a value is an object with named fields. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
