import { type PendingView, readWalletFile } from "@trellis/client";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";
import { accountText } from "../../shell/text/accountText.ts";
import { tokens } from "../../shell/text/format.ts";
import { cancelCommand } from "./cancelCommand.ts";
import {
  accountCommand,
  accountFields,
  accountOnL2,
  clientOf,
  nodeCommand,
  nodeFields,
  nodeOptions,
  ownKeys,
} from "./l2Command.ts";
import { describeObstacle, describeView, waitFields, waitFor, withWaitOptions } from "./waitFor.ts";

const balanceSchema = z.strictObject({
  ...nodeFields,
  ...accountFields,
  index: optionValues.account.optional(),
});
const txSchema = z.strictObject({ ...nodeFields, ...waitFields, hash: optionValues.hash });

/** `trellis balance`. */
export function balanceCommand(io: CliIo): Command {
  return accountCommand("balance", "show an L2 account's balances and nonce at the head")
    .option("--index <n>", "the account's index on L2, in place of a wallet or key")
    .action((raw: object, command: Command) =>
      run(io, raw, async () => {
        const options = parseOptions(balanceSchema, await nodeOptions(command));
        const client = clientOf(options);
        const id = options.index ?? (await publicId(io, options));
        const view = await accountOnL2(client, id);
        const pending = await client.pending(view.index);
        return {
          result: { ...view, pending },
          says: [
            `account ${view.index}${typeof id === "number" ? "" : `, ${accountText(id)}`}`,
            `asset 0 (native): ${tokens(view.balances[0])}`,
            `asset 1:          ${tokens(view.balances[1])}`,
            `nonce ${view.nonce}${pending.length === 0 ? "" : `, ${pending.length} pending transactions at this node:`}`,
            ...pending.map(
              ({ hash, transaction: { kind, nonce, amount, asset } }) =>
                `  nonce ${nonce}: ${kind} of ${tokens(amount)} of asset ${asset}, ${hash}`,
            ),
            ...obstaclesOf(pending),
          ],
        };
      }),
    );
}

/** What holds an account's transactions up: the first that does. */
function obstaclesOf(pending: readonly PendingView[]): string[] {
  const obstacle = pending.find((each) => each.obstacle !== undefined)?.obstacle;
  return obstacle === undefined ? [] : [`  ${describeObstacle(obstacle)}`];
}

/** Account 0 of a wallet is known without its password. */
async function publicId(io: CliIo, options: z.output<typeof balanceSchema>) {
  if (options.wallet === undefined || options.account !== 0 || options.keyFile !== undefined) {
    return (await ownKeys(io, options)).id;
  }
  const { l2Key, owner } = await readWalletFile(options.wallet);
  return { key: { x: BigInt(l2Key.x), y: BigInt(l2Key.y) }, owner };
}

/** `trellis tx`. */
export function txCommand(io: CliIo): Command {
  const status = nodeCommand(
    "status",
    "show a transaction's status: unknown, pending, dropped, included or final",
  ).requiredOption("--hash <hash>", "the hash that the sending command printed");
  return new Command("tx")
    .description("L2 transactions: status, cancel")
    .addCommand(
      withWaitOptions(status).action((raw: object, command: Command) =>
        run(io, raw, async () => {
          const options = parseOptions(txSchema, await nodeOptions(command));
          const client = clientOf(options);
          const { hash, wait } = options;
          const view =
            wait === undefined
              ? await client.transaction(hash)
              : await waitFor(io, client, hash, wait, options);
          return { result: { hash, ...view }, says: [describeView(view)] };
        }),
      ),
    )
    .addCommand(cancelCommand(io));
}
