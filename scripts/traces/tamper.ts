import type { AbiParameter, Hex } from "viem";
import type { Chance } from "./Chance.ts";

type Components = { readonly components?: readonly AbiParameter[] };

/** The same arguments with one value in them changed, chosen by their ABI types alone. `accounts`: replacements of addresses. */
export function tamper(
  inputs: readonly AbiParameter[],
  args: readonly unknown[],
  chance: Chance,
  accounts: readonly Hex[],
): readonly unknown[] {
  if (inputs.length === 0) return args;
  // Structs have more that can be wrong.
  const places = inputs.flatMap((input, i) => Array<number>(sizeOf(input)).fill(i));
  const at = chance.pick(places);
  return args.map((arg, i) => (i === at ? tamperOne(inputs[i]!, arg, chance, accounts) : arg));
}

const sizeOf = (input: AbiParameter): number => (input as Components).components?.length ?? 1;

function tamperOne(input: AbiParameter, value: unknown, chance: Chance, accounts: readonly Hex[]): unknown {
  const { type } = input;
  const [, element, length] = /^(.*)\[(\d*)\]$/.exec(type) ?? [];
  if (element !== undefined) {
    const list = value as readonly unknown[];
    if (length === "" && chance.happens(30)) return list.slice(1);
    if (length === "" && list.length > 0 && chance.happens(20)) return [...list, list[0]];
    if (list.length === 0) return list;
    // Of a bitmap's words the first has seats.
    const at = chance.happens(80) ? 0 : chance.below(list.length);
    return list.map((one, i) =>
      i === at ? tamperOne({ ...input, type: element }, one, chance, accounts) : one,
    );
  }
  if (type === "tuple") {
    const { components = [] } = input as Components;
    const fields = value as Readonly<Record<string, unknown>>;
    const field = chance.pick(components);
    return { ...fields, [field.name!]: tamperOne(field, fields[field.name!], chance, accounts) };
  }
  if (type === "address") return chance.pick(accounts);
  if (type === "bool") return !value;
  if (type.startsWith("uint")) return tamperNumber(Number(type.slice(4)), value as bigint | number, chance);
  if (type === "bytes") return chance.happens(50) ? `${value}00` : tamperBytes(value as Hex, chance);
  return tamperBytes(value as Hex, chance);
}

function tamperNumber(bits: number, value: bigint | number, chance: Chance): bigint | number {
  const most = 2n ** BigInt(bits) - 1n;
  const before = BigInt(value);
  const candidates = [before + 1n, before - 1n, 0n, most, before ^ 8n].filter(
    (one) => one >= 0n && one <= most && one !== before,
  );
  const after = chance.pick(candidates);
  return typeof value === "number" ? Number(after) : after;
}

/** Flips the lowest bit of a byte. */
function tamperBytes(value: Hex, chance: Chance): Hex {
  const bytes = (value.length - 2) / 2;
  if (bytes === 0) return "0x00";
  const at = 2 + 2 * chance.below(bytes);
  const flipped = Number.parseInt(value.slice(at, at + 2), 16) ^ 1;
  return `${value.slice(0, at)}${flipped.toString(16).padStart(2, "0")}${value.slice(at + 2)}` as Hex;
}
