import type { Contest } from "@trellis/l1";
import { z } from "zod";

/** About twice the length that the verifiers on L1 accept. */
const MAX_PROOF_BYTES = 20_000;

const hex = (bytes: number) =>
  z
    .string()
    .regex(
      new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`),
      `expected 0x and ${2 * bytes} lower-case hexadecimal digits`,
    )
    .transform((value) => value as `0x${string}`);
const proof = z
  .string()
  .regex(
    new RegExp(`^0x(?:[0-9a-f]{2}){1,${MAX_PROOF_BYTES}}$`),
    `expected 0x and 1 to ${MAX_PROOF_BYTES} bytes in lower-case hexadecimal digits`,
  )
  .transform((value) => value as `0x${string}`);
const decimal = z.string().regex(/^[0-9]{1,78}$/, "expected a decimal number in quotes");

/** A contest in a file, of a node or for a command, in the form of the l1 package. Only L1 checks its content. */
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
    proof,
  }),
});
