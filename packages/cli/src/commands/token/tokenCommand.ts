import { l1Call } from "@trellis/l1";
import { Command } from "commander";
import { formatEther } from "viem";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand, l1Command } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { tokens } from "../../shell/text/format.ts";

const { amount, asset, address } = optionValues;
/** The contract of each asset. */
const CONTRACTS = ["token", "secondAsset"] as const;

/** `trellis token`: the rollup's tokens on L1, for accounts that no other wallet looks after. */
export function tokenCommand(io: CliIo): Command {
  return new Command("token")
    .description("the rollup's tokens on L1: balance, send")
    .addCommand(balance(io))
    .addCommand(send(io));
}

const balance = (io: CliIo): Command =>
  l1Command(
    io,
    "balance",
    "show what an L1 account has: Ether for gas, and tokens",
    { of: address },
    async ({ client, addresses }, { of: account }) => {
      const [ether, native, second] = await Promise.all([
        client.ask("read a balance of Ether", () => client.public.getBalance({ address: account })),
        client.read("token", "balanceOf", [account]),
        client.read("secondAsset", "balanceOf", [account]),
      ]);
      return {
        result: { account, ether, tokens: [native, second] },
        says: [
          `Ether: ${formatEther(ether)}`,
          `asset 0 (${addresses.token}): ${tokens(native)}`,
          `asset 1 (${addresses.secondAsset}): ${tokens(second)}`,
        ],
      };
    },
  ).requiredOption("--of <address>", "the L1 account");

const send = (io: CliIo): Command =>
  actionCommand(
    io,
    "send",
    "send tokens of the acting account to another account on L1, for example the stake to a node's account",
    { to: address, amount, asset },
    async (session, signer, { to, amount, asset }) => {
      const contract = CONTRACTS[asset];
      await session.requireTokens(signer.address, contract, amount);
      return {
        calls: [l1Call(session.addresses, contract, "transfer", [to, amount], "send tokens")],
        says: [`sends ${tokens(amount)} of asset ${asset} to ${to}`],
        facts: { to, amount, asset },
      };
    },
  )
    .requiredOption("--to <address>", "the L1 account that gets them")
    .requiredOption("--amount <tokens>", "tokens (1.5) or smallest units (1500wei)")
    .option("--asset <n>", "0: the native token, 1: the second asset", "0");
