import { grouped, tokens } from "../text/format.ts";
import type { ActedOnL1 } from "./actOnL1.ts";

/** Arguments of events that are wei of a token with 18 decimals. */
const AMOUNTS = new Set([
  "amount",
  "bond",
  "burned",
  "burnBid",
  "fees",
  "fined",
  "proposerReward",
  "proverReward",
  "reward",
  "stakeLeft",
  "value",
]);

/** Arguments of events that are field elements: coordinates of L2 keys, roots of states. */
const FIELDS = new Set(["keyX", "keyY", "stateAfter", "stateRoot"]);

/** The calls that were or would be made on L1, for people. */
export function renderActed({ dryRun, transactions, gas, cost, from }: ActedOnL1): string[] {
  const lines: string[] = [];
  if (dryRun) lines.push(`DRY RUN from ${from}: nothing is sent`);
  for (const { action, hash, block, gas, events } of transactions) {
    lines.push(
      hash === undefined
        ? `${action}: would go through, ${grouped(gas)} gas`
        : `${action}: done in L1 block ${block}, ${grouped(gas)} gas, ${hash}`,
    );
    for (const { event, args } of events) lines.push(`  ${event}${renderArgs(args)}`);
  }
  if (transactions.length > 0) lines.push(`gas ${grouped(gas)}, ${ether(cost)} Ether`);
  return lines;
}

function renderArgs(args: Readonly<Record<string, unknown>>): string {
  return Object.entries(args)
    .map(([name, value]) => {
      if (typeof value === "bigint" && AMOUNTS.has(name)) return ` ${name}=${tokens(value)}`;
      if (typeof value === "bigint" && FIELDS.has(name))
        return ` ${name}=0x${value.toString(16).padStart(64, "0")}`;
      if (typeof value === "object" && value !== null) return "";
      const text = String(value);
      return typeof value === "string" && text.length > 66
        ? ` ${name}=${text.slice(0, 18)}…(${(text.length - 2) / 2} bytes)`
        : ` ${name}=${text}`;
    })
    .join("");
}

/** Gas is cheap on a development chain: four decimals would show nothing. */
function ether(wei: bigint): string {
  return String(Number(wei) / 1e18);
}
