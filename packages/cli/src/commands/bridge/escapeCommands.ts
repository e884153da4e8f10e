import { l1Call, l1Calls, readRecords } from "@trellis/l1";
import { escapeProof } from "@trellis/ledger";
import { readChain } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import type { L1Session } from "../../shell/l1/L1Session.ts";
import { actionCommand } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { tokens } from "../../shell/text/format.ts";

const { account, address } = optionValues;
/** Deposits given back by one command. */
const MAX_RETURNS = 50;

/** `trellis bridge stop`: ends a rollup that makes no blocks any more, so that its users can leave (R12). */
export function stopCommand(io: CliIo): Command {
  return actionCommand(
    io,
    "stop",
    "stop a rollup for good that has ignored its oldest message for the escape delay (R12); anyone may call, and nobody can undo it",
    {},
    async ({ addresses }) => ({
      calls: [l1Call(addresses, "bridge", "stopRollup", [])],
      says: [
        "no block becomes final any more; users leave by trellis bridge escape, provers by trellis prover withdraw-stake",
      ],
    }),
  );
}

/** `trellis bridge escape`: pays an account's last balances to its owner after the stop, from L1's data alone (R12). */
export function escapeCommand(io: CliIo): Command {
  return actionCommand(
    io,
    "escape",
    "after the stop, pay an L2 account's last balances to its L1 owner, from L1's data alone (R12); anyone may call",
    { accountIndex: account },
    async (session, _, { accountIndex }) => {
      await requireStopped(session);
      const chain = await readChain(session.client);
      const proof = escapeProof(chain.head.state, accountIndex);
      const owner = chain.ownerOf(accountIndex);
      const [, , , native, second] = proof.account;
      return {
        calls: [l1Calls.escape(session.addresses, proof)],
        says: [
          `state of height ${chain.head.height}, rebuilt from L1`,
          `pays ${tokens(native ?? 0n)} of asset 0 and ${tokens(second ?? 0n)} of asset 1 to ${owner}`,
        ],
        facts: { accountIndex, owner, height: chain.head.height, amounts: [native, second] },
      };
    },
  ).requiredOption("--account-index <n>", "index of the L2 account");
}

/** `trellis bridge return-deposits`: gives back deposits that no block has consumed, after the stop (R12). */
export function returnDepositsCommand(io: CliIo): Command {
  return actionCommand(
    io,
    "return-deposits",
    "after the stop, give deposits back that no final block has consumed (R12); anyone may call",
    { owner: address.optional() },
    async (session, signer, { owner = signer.address }) => {
      await requireStopped(session);
      const { messages } = await readRecords(session.client);
      const due = messages.unreturnedDeposits(owner).slice(0, MAX_RETURNS);
      return {
        calls: due.map((deposit) => l1Call(session.addresses, "bridge", "returnDeposit", deposit)),
        says:
          due.length === 0
            ? [`no deposit of ${owner} waits in the queue`]
            : [`gives ${due.length} deposits back to ${owner}`],
        facts: { owner, deposits: due.map(([index]) => index) },
      };
    },
  ).option("--owner <address>", "the L1 owner (default: the acting account)");
}

/** @throws TRL-CLI-053 if the rollup has not stopped. */
async function requireStopped({ client }: L1Session): Promise<void> {
  if (await client.read("bridge", "isStopped", [])) return;
  throw new TrellisError(
    "TRL-CLI-053",
    "the rollup has not stopped: withdraw on L2 and claim the withdrawal; if it makes no blocks any more, use trellis bridge stop",
  );
}
