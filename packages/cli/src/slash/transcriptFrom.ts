import type { RpcClient } from "@trellis/client";
import { fromHex, type TranscriptEntry } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { contributionsSchema } from "../prover/contributionsFrom.ts";

const transcriptSchema = z.object({
  entries: z.array(
    contributionsSchema.element.extend({
      seat: z.number().int().min(0).max(2_047),
      signature: z
        .string()
        .regex(/^0x[0-9a-f]{128}$/)
        .transform(fromHex),
    }),
  ),
});

/** The transcript of a block as a node holds it. @throws TRL-CLN-001, 002 as the node answers. */
export async function transcriptFrom(rpc: RpcClient, id: Hex): Promise<TranscriptEntry[]> {
  return transcriptSchema.parse(await rpc.call("trellis_getTranscript", [id])).entries;
}
