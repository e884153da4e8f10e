import type { PendingView, Sent, TransactionView, TrellisClient } from "@trellis/client";
import { replacementFee } from "@trellis/ledger";
import { decodeFee, encodeFee, TrellisError } from "@trellis/protocol";
import type { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { type CommandResult, run } from "../../shell/run.ts";
import { tokens } from "../../shell/text/format.ts";
import { accountCommand, accountFields, clientOf, nodeFields, nodeOptions, ownAccount } from "./l2Command.ts";
import { describeView, waitFields, waitFor, withWaitOptions } from "./waitFor.ts";

/** The nonce was used, by the transaction or by what was sent in its place. */
const NONCE_USED = "TRL-LED-051";

const schema = z.strictObject({
  ...nodeFields,
  ...accountFields,
  ...waitFields,
  hash: optionValues.hash.optional(),
  nonce: optionValues.whole(2 ** 32 - 1).optional(),
  fee: optionValues.amount.optional(),
  dryRun: optionValues.flag,
});
type Options = z.output<typeof schema>;

/** `trellis tx cancel`: puts a transfer of nothing to oneself in the place of a transaction that waits. */
export function cancelCommand(io: CliIo): Command {
  const command = accountCommand(
    "cancel",
    "replace a pending transaction by one that does nothing; no use once a block has it",
  )
    .option("--hash <hash>", "the pending transaction's hash")
    .option("--nonce <n>", "its nonce, in place of its hash")
    .option(
      "--fee <tokens>",
      "fee in native tokens (default: the least that nodes take, 10 % more than before)",
    )
    .option("--dry-run", "show what would be sent; send nothing");
  return withWaitOptions(command).action((raw: object, command: Command) =>
    run(io, raw, async () => {
      const options = parseOptions(schema, await nodeOptions(command));
      const client = clientOf(options);
      const { secret, view } = await ownAccount(io, client, options);
      const waiting = await pendingOf(client, view.index, options);
      const { nonce, fee: before } = waiting.transaction;
      const least = replacementFee(before);
      const fee = decodeFee(encodeFee(options.fee ?? least));
      if (fee < least) {
        throw new TrellisError(
          "TRL-CLI-004",
          `--fee: the transaction pays ${tokens(before)}; what takes its place must pay ${least}wei or more`,
        );
      }
      const facts = { cancels: waiting.hash, nonce, fee };
      const says = [
        `puts a transfer of nothing in the place of the ${waiting.transaction.kind} with nonce ${nonce}, for a fee of ${tokens(fee)}`,
        ...(await warnings(client, waiting)),
      ];
      if (options.dryRun) {
        return { result: { dryRun: true, ...facts }, says: ["DRY RUN: nothing is sent", ...says] };
      }
      const sent = await client.cancel({ secret, from: view.index, nonce, fee });
      const end = options.wait === undefined ? undefined : await outcome(io, client, waiting, sent, options);
      return {
        result: { dryRun: false, ...facts, hash: sent.hash, ...end?.result },
        says: [...says, `sent: ${sent.hash}`, ...(end?.says ?? [])],
      };
    }),
  );
}

/** @throws TRL-CLI-004 if it is named in no way or in two; TRL-CLI-045 if it does not wait at the node. */
async function pendingOf(
  client: TrellisClient,
  account: number,
  { hash, nonce }: Options,
): Promise<PendingView> {
  if ((hash === undefined) === (nonce === undefined)) {
    throw new TrellisError("TRL-CLI-004", "--hash: name the transaction by either --hash or --nonce");
  }
  const found = (await client.pending(account)).find(
    (each) => each.hash === hash || each.transaction.nonce === nonce,
  );
  if (found !== undefined) return found;
  const standing = hash === undefined ? "" : `: ${describeView(await client.transaction(hash))}`;
  throw new TrellisError(
    "TRL-CLI-045",
    `no such transaction of account ${account} waits at this node${standing}`,
    { account, ...(hash === undefined ? { nonce } : { hash }) },
  );
}

async function warnings(client: TrellisClient, { hash }: PendingView): Promise<string[]> {
  const { status } = await client.transaction(hash);
  return status === "included"
    ? ["a block that is proven on L1 has the transaction: cancelling works only if another block wins"]
    : [];
}

/** Waits until one of the two is in a block. @throws as `waitFor`; TRL-CLI-046 if the transaction was faster. */
async function outcome(
  io: CliIo,
  client: TrellisClient,
  cancelled: PendingView,
  { hash }: Sent,
  options: Options,
): Promise<CommandResult> {
  let view: TransactionView;
  try {
    view = await waitFor(io, client, hash, options.wait!, options);
  } catch (error) {
    const isFaster = error instanceof TrellisError && error.context.why === NONCE_USED;
    if (!isFaster) throw error;
    const standing = await client.transaction(cancelled.hash);
    throw new TrellisError(
      "TRL-CLI-046",
      `the transaction was faster than its cancellation: ${describeView(standing)}`,
      { hash: cancelled.hash, status: standing.status },
    );
  }
  return { result: { transaction: view }, says: [`cancelled: what took its place is ${view.status}`] };
}
