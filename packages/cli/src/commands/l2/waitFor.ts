import type { Expiry, Obstacle, TransactionView, TrellisClient } from "@trellis/client";
import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { tokens } from "../../shell/text/format.ts";
import { untilOption, untilValue } from "../../shell/waitOption.ts";

/** Options of every command that may wait for a transaction. */
export const waitFields = {
  wait: untilValue(["included", "final"]),
  timeout: optionValues.whole(86_400),
};

/** Adds the options of {@link waitFields}. */
export function withWaitOptions(command: Command): Command {
  return untilOption(
    command,
    "until the transaction is included (in a block proven on L1) or, without a value, final",
  );
}

interface WaitSettings {
  /** Seconds. */
  readonly timeout: number;
  readonly json: boolean;
  readonly expiresAfter?: Expiry | undefined;
}

/** Waits for a transaction and reports every change. @throws TRL-CLN-005 if it does not come in time; TRL-CLN-015 if it has expired. */
export function waitFor(
  io: CliIo,
  client: TrellisClient,
  hash: `0x${string}`,
  until: "included" | "final",
  { timeout, json, expiresAfter }: WaitSettings,
): Promise<TransactionView> {
  const onChange = (view: TransactionView): void => {
    if (!json) io.err(`${describeView(view)}\n`);
  };
  return client.wait(hash, until, { timeoutMs: timeout * 1_000, onChange, expiresAfter });
}

/** A transaction's standing in words. */
export function describeView(view: TransactionView): string {
  switch (view.status) {
    case "unknown":
      return "unknown: this node has not seen it, or has forgotten it";
    case "pending":
      return view.obstacle === undefined
        ? "pending: it waits for a block"
        : `pending: ${describeObstacle(view.obstacle)}`;
    case "dropped":
      return `dropped: ${view.reason} (${view.code})`;
    case "included":
      return `included: place ${view.index} of block ${view.proposalId}, height ${view.height}, proven on L1; a better block may still replace it`;
    case "final":
      return `final: place ${view.index} of the block at height ${view.height}`;
  }
}

/** What holds a pending transaction up, and what to do about it. */
export function describeObstacle(obstacle: Obstacle): string {
  const { reason, nonce } = obstacle;
  if (reason === "gap") {
    return `the node has none of the account with nonce ${nonce}, which must come first; send one with --nonce ${nonce}`;
  }
  const { minimumOut, out } = obstacle;
  return `the account's swap with nonce ${nonce} asks for ${tokens(minimumOut)}, and the pool pays ${tokens(out)} now${missing(minimumOut, out)}; it and what follows it wait for a better price, or for trellis tx cancel --nonce ${nonce}`;
}

/** By how much the price must rise. */
function missing(minimumOut: bigint, out: bigint): string {
  if (out === 0n || minimumOut <= out) return "";
  const bps = ((minimumOut - out) * 10_000n + out - 1n) / out;
  return ` (${Number(bps) / 100} % too little)`;
}
