import { DEFAULT_FEE, type Sent, type TrellisClient } from "@trellis/client";
import { type Asset, decodeFee, encodeFee, TrellisError } from "@trellis/protocol";
import { type Command, Option } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { type CommandResult, run } from "../../shell/run.ts";
import { parseAccountText } from "../../shell/text/accountText.ts";
import { tokens } from "../../shell/text/format.ts";
import {
  accountCommand,
  accountFields,
  accountOnL2,
  clientOf,
  nodeFields,
  nodeOptions,
  type OwnAccount,
  ownAccount,
} from "./l2Command.ts";
import { waitFields, waitFor, withWaitOptions } from "./waitFor.ts";

const { amount, asset, flag, percent } = optionValues;
const sendFields = {
  ...nodeFields,
  ...accountFields,
  ...waitFields,
  amount,
  asset,
  fee: amount.optional(),
  nonce: optionValues.whole(2 ** 32 - 1).optional(),
  expiresAfter: optionValues.duration.optional(),
  dryRun: flag,
};
type SendOptions = z.output<z.ZodObject<typeof sendFields>>;

/** A transaction that a command is about to send. */
interface Intent {
  readonly says: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  send(): Promise<Sent>;
}

/** `trellis transfer`. */
export function transferCommand(io: CliIo): Command {
  const to = z.string().transform((text, context) => {
    const account = /^[0-9]{1,7}$/.test(text) ? Number(text) : parseAccountText(text);
    if (account !== undefined) return account;
    context.addIssue("expected an account's index, or 0x…,0x…@0x… as wallet show gives it");
    return z.NEVER;
  });
  return sendCommand(
    io,
    "transfer",
    "send tokens to another L2 account",
    { to },
    async (client, own, { to, asset, amount, ...options }) => {
      const recipient = await accountOnL2(client, to);
      return {
        says: [
          `${tokens(amount)} of asset ${asset} from account ${own.view.index} to account ${recipient.index}`,
        ],
        facts: { to: recipient.index },
        send: () => client.transfer({ ...signing(own, options), to: recipient.index, asset, amount }),
      };
    },
  ).requiredOption(
    "--to <account>",
    "the recipient: an account index, or 0x…,0x…@0x… as wallet show prints it",
  );
}

/** `trellis swap`. */
export function swapCommand(io: CliIo): Command {
  return sendCommand(
    io,
    "swap",
    "sell --amount of --asset to the pool, for the other asset",
    { slippage: percent, minOut: amount.optional() },
    async (client, own, { asset, amount, slippage, minOut, ...options }) => {
      const {
        out,
        minimumOut: quoted,
        priceImpactBps,
      } = await client.quote({ asset, amount, slippageBps: slippage });
      const minimumOut = minOut ?? quoted;
      if (minimumOut > out) {
        throw new TrellisError("TRL-CLI-041", `the pool gives ${tokens(out)} now, less than --min-out`, {
          out,
          minimumOut,
        });
      }
      return {
        says: [
          `sells ${tokens(amount)} of asset ${asset} for ${tokens(out)} of asset ${1 - asset} at the pool's current price`,
          `price ${priceImpactBps / 100} % below the pool's, including its fee of 0.3 %; buys at least ${tokens(minimumOut)} or does not execute`,
        ],
        facts: { quote: out, minimumOut, priceImpactBps },
        send: () => client.swap({ ...signing(own, options), asset, amount, minimumOut }),
      };
    },
  )
    .option("--slippage <percent>", "how much the price may worsen before the swap executes", "0.5")
    .addOption(
      new Option("--min-out <tokens>", "the minimum to receive, in place of --slippage").conflicts(
        "slippage",
      ),
    );
}

/** `trellis withdraw`. */
export function withdrawCommand(io: CliIo): Command {
  return sendCommand(
    io,
    "withdraw",
    "withdraw tokens to the account's L1 owner",
    {},
    async (client, own, { asset, amount, ...options }) => ({
      says: [
        `${tokens(amount)} of asset ${asset} from account ${own.view.index} to ${own.id.owner} on L1`,
        "once it is final, claim it there: trellis bridge claim-withdrawal",
      ],
      facts: { owner: own.id.owner },
      send: () => client.withdraw({ ...signing(own, options), asset, amount }),
    }),
  );
}

function sendCommand<Own extends Readonly<Record<string, z.ZodType>>>(
  io: CliIo,
  name: string,
  description: string,
  own: Own,
  intend: (
    client: TrellisClient,
    account: OwnAccount,
    options: SendOptions & { readonly [Name in keyof Own]: z.output<Own[Name]> },
  ) => Promise<Intent>,
): Command {
  const schema = z.strictObject({ ...sendFields, ...own });
  const command = accountCommand(name, description)
    .requiredOption("--amount <tokens>", "tokens (1.5) or smallest units (1500wei)")
    .option("--asset <n>", "0: the native token, 1: the second asset", "0")
    .option("--fee <tokens>", "fee in native tokens", `${DEFAULT_FEE}wei`)
    .option(
      "--nonce <n>",
      "use this nonce, to replace a pending transaction (default: the account's next nonce)",
    )
    .option(
      "--expires-after <time>",
      "with --wait: cancel it if no block has it after this time, as 90s or 2m; a block can be faster",
    )
    .option("--dry-run", "show what would be sent; send nothing");
  return withWaitOptions(command).action((raw: object, command: Command) =>
    run(io, raw, async () => {
      const options = parseOptions(schema, await nodeOptions(command)) as Parameters<typeof intend>[2];
      requireTimeToExpire(options);
      const client = clientOf(options);
      const account = await ownAccount(io, client, options);
      requireFunds(account, options);
      const { says, facts, send } = await intend(client, account, options);
      const { asset, amount } = options;
      const fee = decodeFee(encodeFee(options.fee ?? DEFAULT_FEE));
      const about = { kind: name, from: account.view.index, asset, amount, fee, ...facts };
      if (options.dryRun) {
        return {
          result: { dryRun: true, ...about },
          says: ["DRY RUN: nothing is sent", ...says, `fee ${tokens(fee)}`],
        };
      }
      const sent = await send();
      const { hash, transaction } = sent;
      const end = await outcome(io, client, sent, account.secret, options);
      return {
        result: {
          dryRun: false,
          ...about,
          nonce: transaction.nonce,
          hash,
          ...end?.result,
        },
        says: [
          ...says,
          `fee ${tokens(fee)}, nonce ${transaction.nonce}`,
          `sent: ${hash}`,
          ...(end?.says ?? []),
        ],
      };
    }),
  );
}

/** Waits as the options say; undefined if they do not. @throws as `waitFor`, and TRL-CLN-015 if the transaction has expired. */
async function outcome(
  io: CliIo,
  client: TrellisClient,
  { hash, transaction }: Sent,
  secret: bigint,
  { wait, timeout, json, expiresAfter }: SendOptions,
): Promise<CommandResult | undefined> {
  if (wait === undefined) return undefined;
  let cancellation: Sent | undefined;
  const onCancel = (sent: Sent): void => {
    cancellation = sent;
    if (!json)
      io.err(`expired: its cancellation ${sent.hash} is sent; the first of the two in a block counts\n`);
  };
  const view = await waitFor(io, client, hash, wait, {
    timeout,
    json,
    expiresAfter:
      expiresAfter === undefined ? undefined : { milliseconds: expiresAfter, secret, transaction, onCancel },
  });
  return cancellation === undefined
    ? { result: { transaction: view }, says: [`it is ${view.status}`] }
    : {
        result: { transaction: view, cancellation: cancellation.hash },
        says: [`it is ${view.status}: it was faster than its cancellation`],
      };
}

/** The command itself cancels what expires, so it has to be there then. @throws TRL-CLI-004. */
function requireTimeToExpire({ expiresAfter, wait, timeout }: SendOptions): void {
  if (expiresAfter === undefined) return;
  if (wait === undefined) {
    throw new TrellisError(
      "TRL-CLI-004",
      "--expires-after: only with --wait: this command sends the cancellation, so it has to run until then",
    );
  }
  if (expiresAfter >= timeout * 1_000) {
    throw new TrellisError("TRL-CLI-004", `--expires-after: must be less than --timeout, ${timeout} s`);
  }
}

const signing = ({ secret, view }: OwnAccount, { fee, nonce }: Pick<SendOptions, "fee" | "nonce">) => ({
  secret,
  from: view.index,
  ...(fee === undefined ? {} : { fee }),
  ...(nonce === undefined ? {} : { nonce }),
});

/**
 * Reports a plain lack of funds before anything is signed. Transactions that wait at the node may still
 * change balances.
 */
function requireFunds({ view }: OwnAccount, { asset, amount, fee = DEFAULT_FEE }: SendOptions): void {
  const needed: [bigint, bigint] = [decodeFee(encodeFee(fee)), 0n];
  needed[asset] += amount;
  for (const each of [0, 1] as Asset[]) {
    if (view.balances[each] >= needed[each]) continue;
    throw new TrellisError(
      "TRL-CLI-042",
      `account ${view.index} has ${tokens(view.balances[each])} of asset ${each}, but this takes ${tokens(needed[each])} with the fee`,
      { asset: each, balance: view.balances[each], needed: needed[each] },
    );
  }
}
