import { fromHex, type Proposal, ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";
import { abi as rollupAbi } from "../generated/Rollup.ts";
import type { L1Client } from "./L1Client.ts";
import { logRanges } from "./logRanges.ts";

/** A commitment as L1's log shows it (P5.3). */
export interface LoggedCommitment {
  readonly proposalId: Hex;
  readonly proposal: Proposal;
  readonly transcriptRoot: Hex;
  readonly bitmap: ProverBitmap;
}

/** Commitments since the deployment, of one proposer or with one id where wanted. Errors are {@link L1Client}'s. */
export function readCommitments(
  client: L1Client,
  { proposer, proposalId }: { readonly proposer?: Hex; readonly proposalId?: Hex } = {},
): Promise<LoggedCommitment[]> {
  return client.ask("read the commitments", async () => {
    const found: LoggedCommitment[] = [];
    for await (const range of logRanges(client)) {
      const logs = await client.public.getContractEvents({
        address: client.addresses.rollup,
        abi: rollupAbi,
        eventName: "Committed",
        args: {
          ...(proposer === undefined ? {} : { proposer }),
          ...(proposalId === undefined ? {} : { proposalId }),
        },
        strict: true,
        ...range,
      });
      for (const { args } of logs) {
        const { parent, orderCommitment, proposer, ...proposal } = args.proposal;
        found.push({
          proposalId: args.proposalId,
          proposal: {
            ...proposal,
            parent: fromHex(parent),
            orderCommitment: fromHex(orderCommitment),
            proposer: fromHex(proposer),
          },
          transcriptRoot: args.transcriptRoot,
          bitmap: ProverBitmap.fromWords(args.bitmap),
        });
      }
    }
    return found;
  });
}
