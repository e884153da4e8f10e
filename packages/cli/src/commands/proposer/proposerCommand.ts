import { l1Call, l1Calls, readRecords } from "@trellis/l1";
import { toHex } from "@trellis/protocol";
import { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand, l1Command } from "../../shell/l1/l1Command.ts";
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
          ...(await session.allow(signer.address, "token", amount)),
          l1Call(addresses, "auction", "depositBalance", [account, amount]),
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
      calls: [l1Call(addresses, "auction", "withdrawBalance", [amount])],
      says: [`pays ${tokens(amount)} of the balance to ${signer.address}`],
      facts: { amount },
    }),
  ).requiredOption(...AMOUNT_OPTION);

const show = (io: CliIo): Command =>
  l1Command(
    io,
    "show",
    "show a proposer's balance, and the bond of a bid (R9)",
    { proposer: address, bid: amount.optional() },
    async ({ client }, { proposer: account, bid: given }) => {
      const { minBurnBid } = await client.read("constants", "settings", []);
      const bid = given ?? minBurnBid;
      const [balance, bond] = await Promise.all([
        client.read("auction", "balanceOf", [account]),
        client.read("auction", "bondOf", [bid]),
      ]);
      return {
        result: { account, balance, bid, bond },
        says: [`balance ${tokens(balance)}`, `bond of a bid of ${tokens(bid)}: ${tokens(bond)}`],
      };
    },
  )
    .requiredOption("--proposer <address>", "the proposer's address")
    .option("--bid <tokens>", "burn bid (default: the least that L1 takes)");

const refund = (io: CliIo): Command =>
  actionCommand(
    io,
    "refund",
    "return bids and bonds of losing commitments to their proposer's balance (R9); anyone may call",
    { proposal: hash.optional(), proposer: address.optional() },
    async ({ client, addresses }, signer, { proposal: only, proposer: account = signer.address }) => {
      const { blocks } = await readRecords(client);
      const due = [];
      for (const block of blocks.all()) {
        const { proposalId, proposal } = block;
        if (only === undefined ? toHex(proposal.proposer) !== account : proposalId !== only) continue;
        const [{ settled }, isOver] = await Promise.all([
          client.read("auction", "commitmentOf", [proposalId]),
          client.read("auction", "isOver", [proposalId]),
        ]);
        // A named proposal is always passed on: L1 refuses a wrong one by name.
        if (only !== undefined || (!settled && isOver && !block.isFinal)) due.push(block);
      }
      return {
        calls: due.map((block) => {
          const winner = blocks.ofRound(block.roundId).find(({ isFinal }) => isFinal) ?? block;
          return l1Calls.refund(addresses, block.proposal, winner.proposal);
        }),
        says:
          due.length === 0
            ? [only === undefined ? `nothing to refund to ${account}` : `${only} was never committed`]
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
