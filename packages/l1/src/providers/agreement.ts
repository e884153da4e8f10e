import { TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";

/** The latest block as a provider tells it. */
export interface ToldHead {
  readonly provider: string;
  readonly number: bigint;
  readonly hash: Hex;
}

/** The highest block that two providers have; undefined if fewer than two answer. */
export function sharedHeight(heads: readonly ToldHead[]): bigint | undefined {
  return heads.map(({ number }) => number).sort((a, b) => (a < b ? 1 : -1))[1];
}

/** What providers tell of one block: who is of the largest party, and who is not. */
export interface Parties {
  readonly agreeing: readonly string[];
  readonly others: readonly string[];
}

/** Parts providers by the hash that they tell of one block. */
export function parties(told: readonly ToldHead[]): Parties {
  const byHash = [...Map.groupBy(told, ({ hash }) => hash).values()].sort((a, b) => b.length - a.length);
  const names = (heads: readonly ToldHead[]): string[] => heads.map(({ provider }) => provider);
  return { agreeing: names(byHash[0] ?? []), others: names(byHash.slice(1).flat()) };
}

/** TRL-L1-044: no two providers are on one chain. */
export function disagreement(height: bigint, told: readonly ToldHead[]): TrellisError {
  const list = told.map(({ provider, hash }) => `${provider} ${hash.slice(0, 10)}`).join(", ");
  return new TrellisError(
    "TRL-L1-044",
    `L1 providers disagree about block ${height} (${list}): nothing that costs money is sent; remove the wrong one from l1.rpcUrl if it stays so`,
    { block: height },
  );
}
