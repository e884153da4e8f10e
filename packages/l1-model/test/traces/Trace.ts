import { fromHex, ProverBitmap, toHex } from "@trellis/protocol";
import { type Hex, keccak256 } from "viem";
import type { ModelContracts, ModelWorldInit } from "../../src/index.ts";

/** One call, and what came of it on the real contracts. */
export interface TraceStep {
  /** Timestamp of the L1 block. */
  readonly time: bigint;
  readonly from: Hex;
  /** Path of the model's method, such as `auction.balances.depositBalance`. */
  readonly call: string;
  /** What the method takes after the call itself. */
  readonly args: readonly unknown[];
  /** Name of the error that the call was refused with. */
  readonly error?: string;
  /** `contract.Event` and its arguments, in order. */
  readonly events?: readonly (readonly [name: string, args: unknown])[];
  /** Balances that have changed, by name ({@link balancesOf}). */
  readonly balances: Readonly<Record<string, bigint>>;
}

/** Calls on the real contracts, as they were recorded. */
export interface Trace {
  readonly init: Omit<ModelWorldInit, "verdicts">;
  /** Who has all tokens at the start. */
  readonly bank: Hex;
  readonly supply: bigint;
  /** Accounts whose balances are looked at. */
  readonly accounts: readonly Hex[];
  readonly steps: readonly TraceStep[];
}

/** Longer values of events stand as their hash. */
const LONG = 200;

const replacer = (_key: string, value: unknown): unknown => {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof ProverBitmap) return { seats: value.seats() };
  if (value instanceof Uint8Array) {
    return value.length > 32 && value.every((byte) => byte === 0)
      ? { zeros: value.length }
      : { bytes: toHex(value) };
  }
  return value;
};

const reviver = (_key: string, value: unknown): unknown => {
  if (typeof value === "string" && /^-?\d+n$/.test(value)) return BigInt(value.slice(0, -1));
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length !== 1) return value;
  const { seats, bytes, zeros } = value as { seats?: number[]; bytes?: Hex; zeros?: number };
  if (Array.isArray(seats)) return ProverBitmap.of(seats);
  if (typeof bytes === "string") return fromHex(bytes);
  return typeof zeros === "number" ? new Uint8Array(zeros) : value;
};

/** The file of a trace: one step a line. */
export function traceText({ steps, ...rest }: Trace): string {
  const lines = steps.map((step) => JSON.stringify(step, replacer)).join(",\n");
  return `${JSON.stringify(rest, replacer).slice(0, -1)},"steps":[\n${lines}\n]}\n`;
}

/** Inverse of {@link traceText}. */
export function parseTrace(text: string): Trace {
  return JSON.parse(text, reviver) as Trace;
}

/** An event's arguments as a trace has them: the same, whoever decoded them. Places of data contracts are L1's own affair. */
export function plainArgs(args: unknown): unknown {
  // An event without arguments may have none, or an empty list of them.
  const text = JSON.stringify(args ?? {}, (key, value: unknown) => {
    if (key === "activeBitmap") return undefined;
    if (typeof value === "string" && value.startsWith("0x")) {
      const lower = value.toLowerCase() as Hex;
      return lower.length > LONG ? `hash of ${keccak256(lower)}` : lower;
    }
    return typeof value === "bigint" || typeof value === "number" ? `${value}` : value;
  });
  return sorted(JSON.parse(text));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}

/** All balances that a trace looks at, by name. */
export function balancesOf(
  { token, secondAsset, vault, auction }: ModelContracts,
  { init: { addresses }, accounts }: Pick<Trace, "init" | "accounts">,
): Record<string, bigint> {
  const balances: Record<string, bigint> = {};
  for (const account of [...accounts, addresses.vault]) {
    balances[`token ${account}`] = token.balanceOf(account);
    balances[`secondAsset ${account}`] = secondAsset.balanceOf(account);
    balances[`auction ${account}`] = auction.balances.balanceOf(account);
  }
  for (const module of ["registry", "auction", "rewards", "bridge", "court"] as const) {
    for (const asset of [0, 1])
      balances[`purse ${module} ${asset}`] = vault.purseOf(addresses[module], asset);
  }
  return balances;
}
