import type { Contest } from "@trellis/l1";
import { z } from "zod";

const hex = (bytes?: number) =>
  z
    .string()
    .regex(new RegExp(bytes === undefined ? "^0x([0-9a-f]{2}){1,20000}$" : `^0x[0-9a-f]{${2 * bytes}}$`))
    .transform((value) => value as `0x${string}`);
const decimal = z.string().regex(/^[0-9]{1,78}$/);

/** A contest as a file holds it: the l1 package's form. */
export const contestSchema: z.ZodType<Contest> = z.strictObject({
  proposalId: hex(32),
  blockDataHash: hex(32),
  proverSetRoot: hex(32),
  node: z.strictObject({
    nodeDepth: z.number().int().min(0).max(11),
    nodeIndex: z.number().int().min(0).max(2_047),
    entry: hex(10),
    children: z.tuple([hex(32), hex(32)]),
    stateBefore: decimal,
    stateAfter: decimal,
    txsRoot: decimal,
    dataHash: hex(32),
    dataSiblings: z.array(hex(32)).max(11),
    fees: decimal,
    messagesBefore: hex(32),
    messagesAfter: hex(32),
    proverBitmap: z.array(decimal).length(8),
    proof: hex(),
  }),
});
