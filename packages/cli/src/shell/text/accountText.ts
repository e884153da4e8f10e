import type { AccountId } from "@trellis/client";
import { isPublicKey } from "@trellis/field";

/** An account in the form that people pass on: `0x<x>,0x<y>@0x<owner>`. */
export function accountText({ key, owner }: AccountId): string {
  return `0x${key.x.toString(16)},0x${key.y.toString(16)}@${owner}`;
}

/** Inverse of {@link accountText}; undefined for anything else, or a key off the curve. */
export function parseAccountText(text: string): AccountId | undefined {
  const [, x, y, owner] =
    /^(0x[0-9a-fA-F]{1,64}),(0x[0-9a-fA-F]{1,64})@(0x[0-9a-fA-F]{40})$/.exec(text) ?? [];
  if (x === undefined || y === undefined || owner === undefined) return undefined;
  const key = { x: BigInt(x), y: BigInt(y) };
  return isPublicKey(key) ? { key, owner: owner.toLowerCase() as `0x${string}` } : undefined;
}
