import { readWalletFile } from "@trellis/client";
import { l1Call, l1Calls, readWithdrawals, withdrawalClaim } from "@trellis/l1";
import {
  type Asset,
  encodeFee,
  encodeMinimumOut,
  NOOP,
  packTransaction,
  type Transaction,
  TrellisError,
} from "@trellis/protocol";
import { Command } from "commander";
import type { Hex } from "viem";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand } from "../../shell/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { accountText, parseAccountText } from "../../shell/text/accountText.ts";
import { tokens } from "../../shell/text/format.ts";

const { amount, asset, account, address } = optionValues;
const AMOUNT_OPTION = ["--amount <tokens>", "tokens (1.5) or smallest units (1500wei)"] as const;
const ASSET_OPTION = ["--asset <n>", "0: the native token, 1: the second asset", "0"] as const;
/** Withdrawals claimed in one transaction. */
const MAX_CLAIMS = 50;

/** `trellis bridge`: what users do on L1 (P8.6, P10.1, P10.3). */
export function bridgeCommand(io: CliIo): Command {
  return new Command("bridge")
    .description("a user's L1 actions: deposit, seed-pool, force-include, claim-withdrawal")
    .addCommand(depositCommand(io))
    .addCommand(seedPool(io))
    .addCommand(forceInclude(io))
    .addCommand(claimWithdrawal(io));
}

/** `trellis bridge deposit`, and `trellis deposit` for short. */
export function depositCommand(io: CliIo): Command {
  const to = z
    .string()
    .transform((text, context) => {
      const id = parseAccountText(text);
      if (id !== undefined) return id;
      context.addIssue("expected 0x…,0x…@0x…, a key on the curve and an owner, as wallet show gives them");
      return z.NEVER;
    })
    .optional();
  return actionCommand(
    io,
    "deposit",
    "move tokens from the acting account to an L2 account; a first deposit opens it (P8.6)",
    { amount, asset, to },
    async (session, signer, { amount, asset, to, wallet }) => {
      const id = to ?? (await ownAccountOf(wallet, signer.address));
      return {
        calls: [
          ...(await session.allow(signer.address, tokenOf(asset), session.addresses.rollup, amount)),
          l1Calls.deposit(session.addresses, asset, id.key, id.owner as Hex, amount),
        ],
        says: [
          `moves ${tokens(amount)} of asset ${asset} to ${accountText(id)}`,
          "it arrives when a block that consumes the message is final",
        ],
        facts: { asset, amount, to: accountText(id) },
      };
    },
  )
    .requiredOption(...AMOUNT_OPTION)
    .option(...ASSET_OPTION)
    .option(
      "--to <account>",
      "the L2 account as wallet show prints it, 0x…,0x…@0x… (default: account 0 of --wallet)",
    );
}

const seedPool = (io: CliIo): Command =>
  actionCommand(
    io,
    "seed-pool",
    "add tokens of the acting account to the pool's reserve permanently; nobody can withdraw them (P10.1)",
    { amount, asset },
    async (session, signer, { amount, asset }) => ({
      calls: [
        ...(await session.allow(signer.address, tokenOf(asset), session.addresses.rollup, amount)),
        l1Call(session.addresses, "rollup", "seedPool", [asset, amount]),
      ],
      says: [`adds ${tokens(amount)} of asset ${asset} to the pool permanently`],
      facts: { asset, amount },
    }),
  )
    .requiredOption(...AMOUNT_OPTION)
    .option(...ASSET_OPTION);

const forceInclude = (io: CliIo): Command =>
  actionCommand(
    io,
    "force-include",
    "force a transaction as the account's owner: after its deadline L1 accepts no block without it (P10.3)",
    {
      kind: z.enum(["transfer", "swap", "withdraw"], "expected transfer, swap or withdraw"),
      fromAccount: account,
      to: account.optional(),
      amount,
      asset,
      minOut: amount.optional(),
      fee: amount,
    },
    async ({ client, addresses }, _, { kind, fromAccount: from, to, amount, asset, minOut, fee }) => {
      if ((kind === "transfer") !== (to !== undefined)) {
        throw new TrellisError("TRL-CLI-004", "--to: required for a transfer, not allowed otherwise");
      }
      if (kind !== "swap" && minOut !== undefined)
        throw new TrellisError("TRL-CLI-004", "--min-out: only for a swap");
      const transaction: Transaction = {
        ...NOOP,
        kind,
        asset,
        from,
        to: kind === "swap" ? encodeMinimumOut(minOut ?? 0n) : (to ?? 0),
        amount,
        fee: encodeFee(fee),
        forced: true,
      };
      const { settings } = await client.read("rollup", "status", []);
      return {
        calls: [l1Calls.forceTransaction(addresses, packTransaction(transaction))],
        says: [
          `forces a ${kind} of ${tokens(amount)} of asset ${asset} from account ${from}`,
          `due ${settings.inclusionDelay} s after it is queued; if it cannot execute then, it is included as failed and changes nothing`,
        ],
        facts: { kind, from, asset, amount, inclusionDelay: settings.inclusionDelay },
      };
    },
  )
    .requiredOption("--kind <kind>", "transfer, swap or withdraw")
    .requiredOption("--from-account <n>", "index of the sending L2 account; the acting account must own it")
    .option("--to <n>", "for a transfer: index of the recipient")
    .requiredOption(...AMOUNT_OPTION)
    .option(...ASSET_OPTION)
    .option("--min-out <tokens>", "for a swap: the minimum to receive (default: any)")
    .option("--fee <tokens>", "fee in native tokens", "1000000000000000wei");

const claimWithdrawal = (io: CliIo): Command =>
  actionCommand(
    io,
    "claim-withdrawal",
    "pay withdrawals from final blocks to their L1 owner (P10.1); anyone may call",
    { owner: address.optional() },
    async ({ client, addresses }, signer, { owner = signer.address }) => {
      const due = [];
      for (const withdrawal of await readWithdrawals(client, owner)) {
        if (
          due.length < MAX_CLAIMS &&
          !(await client.read("rollup", "isWithdrawn", [withdrawal.proposalId, BigInt(withdrawal.place)]))
        ) {
          due.push(withdrawal);
        }
      }
      return {
        calls:
          due.length === 0
            ? []
            : [
                l1Calls.claimWithdrawals(
                  addresses,
                  due.map((each) => withdrawalClaim(each, each.place)),
                ),
              ],
        says:
          due.length === 0
            ? [`nothing to claim for ${owner}: its withdrawals are paid already or not final yet`]
            : due.map(
                ({ height, place, transaction: { amount, asset } }) =>
                  `height ${height}, place ${place}: ${tokens(amount)} of asset ${asset} to ${owner}`,
              ),
        facts: {
          owner,
          withdrawals: due.map(({ proposalId, height, place, transaction: { amount, asset } }) => ({
            proposalId,
            height,
            place,
            asset,
            amount,
          })),
        },
      };
    },
  ).option("--owner <address>", "the L1 owner (default: the acting account)");

const tokenOf = (asset: Asset) => (asset === 0 ? "token" : "secondAsset");

/** Account 0 of a wallet, which its file shows without password. */
async function ownAccountOf(wallet: string | undefined, acting: Hex) {
  if (wallet === undefined) throw new TrellisError("TRL-CLI-004", "--to: needed without --wallet");
  const { l2Key, owner } = await readWalletFile(wallet);
  if (owner !== acting) {
    throw new TrellisError("TRL-CLI-004", "--to: required for accounts of a wallet other than account 0");
  }
  return { key: { x: BigInt(l2Key.x), y: BigInt(l2Key.y) }, owner };
}
