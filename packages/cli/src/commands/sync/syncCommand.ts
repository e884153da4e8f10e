import { readChain } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import type { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { l1Command } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { tokens } from "../../shell/text/format.ts";
import { requireEmptyFolder, writeStateFolder } from "./StateFolder.ts";

/** `trellis sync`: the whole L2 state from L1 alone (P10.4). */
export function syncCommand(io: CliIo): Command {
  return l1Command(
    io,
    "sync",
    "rebuild the L2 state from L1 alone, and compare every block's state root with the contract's (P10.4)",
    { fromL1: z.literal(true, "say where from: --from-l1"), out: optionValues.file },
    async ({ client, addresses, chainId }, { out }) => {
      // Checked before the work, and again when the result is written.
      await requireEmptyFolder(out);
      const chain = await readChain(client);
      const { head, view } = chain;
      const { status, block } = view;
      const root = head.state.root();
      if (root !== status.stateRoot || head.proposalId !== status.head) {
        throw new TrellisError(
          "TRL-CLI-052",
          "the rebuilt state differs from the contract's; ask another L1 node",
          {
            rebuilt: hexField(root),
            contract: hexField(status.stateRoot),
          },
        );
      }
      const header = {
        chainId,
        rollup: addresses.rollup,
        l1Block: block.number,
        height: head.height,
        proposalId: head.proposalId,
        stateRoot: hexField(root),
        messagesConsumed: status.messagesConsumed,
      };
      await writeStateFolder(out, header, head.state, (index) => chain.ownerOf(index));
      const { reserves, size } = head.state;
      return {
        result: { ...header, accounts: size, reserves, agrees: true, out },
        says: [
          `rebuilt from L1 up to its block ${block.number}: ${head.height} blocks, ${size} accounts, pool ${tokens(reserves[0])} / ${tokens(reserves[1])}`,
          `state root ${header.stateRoot}`,
          `L1 agrees: ${status.head === head.proposalId && head.height > 0n ? `head ${status.head}` : "genesis"}`,
          `written to ${out}`,
        ],
      };
    },
  )
    .requiredOption("--from-l1", "use the data on L1 and nothing else")
    .requiredOption("--out <folder>", "folder for the state; must be empty or not exist");
}

const hexField = (field: bigint): `0x${string}` => `0x${field.toString(16).padStart(64, "0")}`;
