import type { RpcClient } from "@trellis/client";
import type { Contribution } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";

const scope = { depth: z.number().int().min(0).max(11), index: z.number().int().min(0).max(2_047) };

/** What `trellis_getContributions` answers. */
export const contributionsSchema = z.array(
  z.strictObject({
    node: z.strictObject(scope),
    seat: z.number().int().min(0).max(2_047).nullable(),
    vote: z.strictObject({ ...scope, slot: z.number().int().min(0).max(0xffff) }),
  }),
);

/** Who proved which node of a block, as a node holds it. @throws TRL-CLN-001, 002 as the node answers. */
export async function contributionsFrom(rpc: RpcClient, id: Hex): Promise<Contribution[]> {
  return contributionsSchema.parse(await rpc.call("trellis_getContributions", [id]));
}
