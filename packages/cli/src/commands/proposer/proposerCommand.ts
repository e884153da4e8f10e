import { l1Call, l1Calls, readCommitments } from "@trellis/l1";
import { toHex } from "@trellis/protocol";
import { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand, l1Command } from "../../shell/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { tokens } from "../../shell/text/format.ts";

const { amount, address, hash } = optionValues;
const AMOUNT_OPTION = ["--amount <tokens>", "native tokens (1.5) or smallest units (1500wei)"] as const;

/** `trellis proposer`: what a builder does on L1 (P1.2, P8.1). */
export function proposerCommand(io: CliIo): Command {
  return new Command("proposer")
    .description("a proposer's L1 actions: balance deposit, balance withdraw, balance show, refund")
    .addCommand(
      new Command("balance")
        .description("the balance from which L1 escrows bids and bonds")
        .addCommand(deposit(io))
        .addCommand(withdraw(io))
        .addCommand(show(io)),
    )
    .addCommand(refund(io));
}

const deposit = (io: CliIo): Command =>
  actionCommand(
    io,
    "deposit",
    "move native tokens from the acting account to a proposer's balance",
    { amount, proposer: address.optional() },
    async (session, signer, { amount, proposer: account = signer.address }) => {
      const { addresses } = session;
      return {
        calls: [
          ...(await session.allow(signer.address, "token", addresses.rollup, amount)),
          l1Call(addresses, "rollup", "depositBalance", [account, amount]),
        ],
        says: [`adds ${tokens(amount)} to the balance of ${account}`],
        facts: { account, amount },
      };
    },
  )
    .requiredOption(...AMOUNT_OPTION)
    .option("--proposer <address>", "the proposer's address (default: the acting account)");

const withdraw = (io: CliIo): Command =>
  actionCommand(
    io,
    "withdraw",
    "withdraw native tokens from the acting account's balance",
    { amount },
    async ({ addresses }, signer, { amount }) => ({
      calls: [l1Call(addresses, "rollup", "withdrawBalance", [amount])],
      says: [`pays ${tokens(amount)} of the balance to ${signer.address}`],
      facts: { amount },
    }),
  ).requiredOption(...AMOUNT_OPTION);

const show = (io: CliIo): Command =>
  l1Command(
    io,
    "show",
    "show a proposer's balance and the bond of its next commitment",
    { proposer: address },
    async ({ client }, { proposer: account }) => {
      const [balance, [bond]] = await Promise.all([
        client.read("rollup", "balanceOf", [account]),
        client.read("rollup", "bondOf", [account]),
      ]);
      return {
        result: { account, balance, bond },
        says: [`balance ${tokens(balance)}`, `bond of the next commitment ${tokens(bond)}`],
      };
    },
  ).requiredOption("--proposer <address>", "the proposer's address");

const refund = (io: CliIo): Command =>
  actionCommand(
    io,
    "refund",
    "return bids and bonds of losing commitments to their proposer's balance (P8.1); anyone may call",
    { proposal: hash.optional(), proposer: address.optional() },
    async ({ client, addresses }, signer, { proposal, proposer: account = signer.address }) => {
      const logged = await readCommitments(
        client,
        proposal === undefined ? { proposer: account } : { proposalId: proposal },
      );
      const { roundId: running, head } = await client.read("rollup", "status", []);
      const due = [];
      for (const commitment of logged) {
        const { settled, roundId } = await client.read("rollup", "commitmentOf", [commitment.proposalId]);
        // A named proposal is always passed on. The contract refuses a wrong one by name.
        // P3.4: a proposal of the running round is dead if it does not build on the head.
        const isDead = BigInt(roundId) === running && toHex(commitment.proposal.parent) !== head;
        if (proposal !== undefined || (!settled && (roundId < running || isDead))) due.push(commitment);
      }
      return {
        calls: due.map((commitment) => l1Calls.refund(addresses, commitment.proposal)),
        says:
          due.length === 0
            ? [proposal === undefined ? `nothing to refund to ${account}` : `${proposal} was never committed`]
            : due.map(
                ({ proposalId, proposal: { height, round, burnBid, proposer } }) =>
                  `${proposalId}, height ${height}, round ${round}: bid ${tokens(burnBid)} and bond to ${toHex(proposer)}`,
              ),
        facts: { refunds: due.map(({ proposalId }) => proposalId) },
      };
    },
  )
    .option("--proposal <id>", "refund this commitment (default: all refundable ones)")
    .option("--proposer <address>", "the proposer's address (default: the acting account)");
