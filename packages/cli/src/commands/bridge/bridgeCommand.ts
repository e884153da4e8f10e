import { readWalletFile } from "@trellis/client";
import { l1Call, l1Calls, readRecords, withdrawalClaim, withdrawalsOf } from "@trellis/l1";
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
import type { L1Session } from "../../shell/l1/L1Session.ts";
import { actionCommand } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { accountText, parseAccountText } from "../../shell/text/accountText.ts";
import { durationText } from "../../shell/text/durationText.ts";
import { tokens } from "../../shell/text/format.ts";
import { escapeCommand, returnDepositsCommand, stopCommand } from "./escapeCommands.ts";
import { afterMessage, messageFields, withMessageOptions } from "./messageOptions.ts";

const { amount, asset, account, address } = optionValues;
const AMOUNT_OPTION = ["--amount <tokens>", "tokens (1.5) or smallest units (1500wei)"] as const;
const MAX_FEE_OPTION = [
  "--max-fee <tokens>",
  "most native tokens that the message may burn (default: a quarter more than now)",
] as const;
const ASSET_OPTION = ["--asset <n>", "0: the native token, 1: the second asset", "0"] as const;
/** Withdrawals claimed in one transaction. */
const MAX_CLAIMS = 50;

/** `trellis bridge`: what users do on L1 (P8.6, P10.1, P10.3). */
export function bridgeCommand(io: CliIo): Command {
  return new Command("bridge")
    .description(
      "a user's L1 actions: deposit, seed-pool, force-include, claim-withdrawal, stop, escape, return-deposits",
    )
    .addCommand(depositCommand(io))
    .addCommand(seedPool(io))
    .addCommand(forceInclude(io))
    .addCommand(claimWithdrawal(io))
    .addCommand(stopCommand(io))
    .addCommand(escapeCommand(io))
    .addCommand(returnDepositsCommand(io));
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
  const command = actionCommand(
    io,
    "deposit",
    "move tokens from the acting account to an L2 account; a first deposit opens it (P8.6)",
    { amount, asset, to, maxFee: amount.optional(), ...messageFields },
    async (session, signer, { amount, asset, to, wallet, maxFee: given, ...waiting }) => {
      const id = to ?? (await ownAccountOf(wallet, signer.address));
      const maxFee = given ?? (await feeBound(session));
      return {
        calls: [
          ...(await allowances(session, signer.address, asset, amount, maxFee)),
          l1Calls.deposit(session.addresses, asset, id.key, id.owner as Hex, amount, maxFee),
        ],
        says: [
          `moves ${tokens(amount)} of asset ${asset} to ${accountText(id)}, and burns at most ${tokens(maxFee)}`,
          "it arrives when a block that consumes the message is final",
        ],
        facts: { asset, amount, maxFee, to: accountText(id) },
        ...afterMessage(io, session, waiting),
      };
    },
  )
    .requiredOption(...AMOUNT_OPTION)
    .option(...ASSET_OPTION)
    .option(...MAX_FEE_OPTION)
    .option(
      "--to <account>",
      "the L2 account as wallet show prints it, 0x…,0x…@0x… (default: account 0 of --wallet)",
    );
  return withMessageOptions(command);
}

const seedPool = (io: CliIo): Command =>
  withMessageOptions(
    actionCommand(
      io,
      "seed-pool",
      "add tokens of the acting account to the pool's reserve permanently; nobody can withdraw them (P10.1)",
      { amount, asset, maxFee: amount.optional(), ...messageFields },
      async (session, signer, { amount, asset, maxFee: given, ...waiting }) => {
        const maxFee = given ?? (await feeBound(session));
        return {
          calls: [
            ...(await allowances(session, signer.address, asset, amount, maxFee)),
            l1Call(session.addresses, "bridge", "seedPool", [asset, amount, maxFee]),
          ],
          says: [
            `adds ${tokens(amount)} of asset ${asset} to the pool permanently, and burns at most ${tokens(maxFee)}`,
          ],
          facts: { asset, amount, maxFee },
          ...afterMessage(io, session, waiting),
        };
      },
    )
      .requiredOption(...AMOUNT_OPTION)
      .option(...ASSET_OPTION)
      .option(...MAX_FEE_OPTION),
  );

const forceInclude = (io: CliIo): Command =>
  withMessageOptions(
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
        maxFee: amount.optional(),
        ...messageFields,
      },
      async (
        session,
        signer,
        { kind, fromAccount: from, to, amount, asset, minOut, fee, maxFee: given, ...waiting },
      ) => {
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
        const { inclusionDelay } = await session.client.read("constants", "settings", []);
        const maxFee = given ?? (await feeBound(session));
        return {
          calls: [
            ...(await session.allow(signer.address, "token", maxFee)),
            l1Calls.forceTransaction(session.addresses, packTransaction(transaction), maxFee),
          ],
          says: [
            `forces a ${kind} of ${tokens(amount)} of asset ${asset} from account ${from}, and burns at most ${tokens(maxFee)}`,
            `due ${durationText(inclusionDelay)} after it is queued; if it cannot execute then, it is included as failed and changes nothing`,
          ],
          facts: { kind, from, asset, amount, maxFee, inclusionDelay },
          ...afterMessage(io, session, waiting),
        };
      },
    )
      .requiredOption("--kind <kind>", "transfer, swap or withdraw")
      .requiredOption("--from-account <n>", "index of the sending L2 account; the acting account must own it")
      .option("--to <n>", "for a transfer: index of the recipient")
      .requiredOption(...AMOUNT_OPTION)
      .option(...ASSET_OPTION)
      .option("--min-out <tokens>", "for a swap: the minimum to receive (default: any)")
      .option("--fee <tokens>", "fee on L2 in native tokens", "1000000000000000wei")
      .option(...MAX_FEE_OPTION),
  );

const claimWithdrawal = (io: CliIo): Command =>
  actionCommand(
    io,
    "claim-withdrawal",
    "pay withdrawals from final blocks to their L1 owner (P10.1); anyone may call",
    { owner: address.optional() },
    async ({ client, addresses }, signer, { owner = signer.address }) => {
      const { blocks, messages } = await readRecords(client);
      const due = [];
      for (const block of blocks.final()) {
        for (const { place, transaction } of withdrawalsOf(block)) {
          if (due.length >= MAX_CLAIMS || messages.ownerOf(transaction.from) !== owner) continue;
          if (await client.read("bridge", "isWithdrawn", [block.proposalId, BigInt(place)])) continue;
          due.push({ block, height: block.proposal.height, place, transaction });
        }
      }
      const claims = due.map(({ block, place }) => withdrawalClaim(block, place));
      return {
        calls: due.length === 0 ? [] : [l1Call(addresses, "bridge", "claimWithdrawals", [claims])],
        says:
          due.length === 0
            ? [`nothing to claim for ${owner}: its withdrawals are paid already or not final yet`]
            : due.map(
                ({ height, place, transaction: { amount, asset } }) =>
                  `height ${height}, place ${place}: ${tokens(amount)} of asset ${asset} to ${owner}`,
              ),
        facts: {
          owner,
          withdrawals: due.map(({ block, height, place, transaction: { amount, asset } }) => ({
            proposalId: block.proposalId,
            height,
            place,
            asset,
            amount,
          })),
        },
      };
    },
  ).option("--owner <address>", "the L1 owner (default: the acting account)");

/** R10: what a message burns now, and a quarter more, because others may queue messages first. */
async function feeBound({ client }: L1Session): Promise<bigint> {
  const fee = await client.read("bridge", "messageFee", []);
  return (fee * 5n + 3n) / 4n;
}

/** Approvals for an amount of an asset together with a message's fee, which is paid in native tokens. */
async function allowances(session: L1Session, from: Hex, asset: Asset, amount: bigint, maxFee: bigint) {
  if (asset === 0) return session.allow(from, "token", amount + maxFee);
  return [
    ...(await session.allow(from, "secondAsset", amount)),
    ...(await session.allow(from, "token", maxFee)),
  ];
}

/** Account 0 of a wallet, which its file shows without password. */
async function ownAccountOf(wallet: string | undefined, acting: Hex) {
  if (wallet === undefined) throw new TrellisError("TRL-CLI-004", "--to: needed without --wallet");
  const { l2Key, owner } = await readWalletFile(wallet);
  if (owner !== acting) {
    throw new TrellisError("TRL-CLI-004", "--to: required for accounts of a wallet other than account 0");
  }
  return { key: { x: BigInt(l2Key.x), y: BigInt(l2Key.y) }, owner };
}
