import {
  ACCOUNT_TREE_DEPTH,
  LEAF_TRANSACTIONS,
  MAX_DEPTH,
  MAX_PROOF_BYTES,
  ProverBitmap,
  SEAT_TREE_DEPTH,
  SEATS,
  TRANSACTION_KINDS,
  TRANSCRIPT_TREE_DEPTH,
  TrellisError,
} from "@trellis/protocol";
import type { ProvingJob } from "@trellis/prover";
import { z } from "zod";
import { MAX_JOB_BYTES } from "./encodeJob.ts";

const whole = (max: number) => z.number().int().min(0).max(max);
const field = z
  .string()
  .regex(/^[0-9a-f]{1,64}$/)
  .transform((digits) => BigInt(`0x${digits}`));
const fromDigits = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits, "hex"));
const bytes = (length: number) =>
  z
    .string()
    .length(2 * length)
    .regex(/^[0-9a-f]*$/)
    .transform(fromDigits);
const proof = z
  .string()
  .max(2 * MAX_PROOF_BYTES)
  .regex(/^(?:[0-9a-f]{2})*$/)
  .transform(fromDigits);
const seats = z
  .array(field)
  .length(SEATS / 128)
  .transform((limbs) => ProverBitmap.fromLimbs(limbs));
const fields = (length: number) => z.array(field).length(length);
const node = z.strictObject({ depth: whole(MAX_DEPTH), index: whole(2 ** MAX_DEPTH - 1) });
const seat = whole(SEATS - 1);

const prover = z.strictObject({
  seat,
  publicKey: bytes(64),
  vote: z.strictObject({ ...node.shape, slot: whole(0xffff_ffff) }),
  signature: bytes(64),
  seatPath: fields(SEAT_TREE_DEPTH),
});
const opening = z.strictObject({ entry: field, path: fields(TRANSCRIPT_TREE_DEPTH), committed: seats });
const named = { prover: prover.nullable(), opening: opening.nullable() };

const account = z.strictObject({
  account: z.strictObject({
    key: z.strictObject({ x: field, y: field }),
    nonce: whole(0xffff_ffff),
    balances: z.tuple([field, field]),
  }),
  path: fields(ACCOUNT_TREE_DEPTH),
});
const accountIndex = whole(2 ** ACCOUNT_TREE_DEPTH - 1);
const witness = z.strictObject({
  tx: z.strictObject({
    kind: z.enum(TRANSACTION_KINDS),
    asset: z.union([z.literal(0), z.literal(1)]),
    from: accountIndex,
    to: accountIndex,
    amount: field,
    fee: whole(0xffff),
    nonce: whole(0xffff_ffff),
    forced: z.boolean(),
    failed: z.boolean(),
    signature: bytes(64),
  }),
  sender: account,
  recipient: account,
  recipientExists: z.boolean(),
});
const leaf = z
  .strictObject({
    index: whole(2 ** MAX_DEPTH - 1),
    rollupId: field,
    stateBefore: field,
    accountsBefore: field,
    reservesBefore: z.tuple([field, field]),
    messagesBefore: bytes(32),
    witnesses: z.array(witness).length(LEAF_TRANSACTIONS),
  })
  .transform(({ witnesses, ...facts }) => ({ ...facts, witnesses: () => witnesses }));
const block = z.strictObject({
  rollupId: field,
  proposalId: bytes(32),
  treeDepth: whole(MAX_DEPTH),
  proverSetRoot: field,
  transcriptRoot: field,
  committedHash: field,
});
const outputs = z.strictObject({
  vkSetHash: field,
  rollupId: field,
  proposalId: bytes(32),
  treeDepth: whole(MAX_DEPTH),
  stateBefore: field,
  stateAfter: field,
  fees: field,
  messagesBefore: bytes(32),
  messagesAfter: bytes(32),
  proverSetRoot: field,
  transcriptRoot: field,
  statesRoot: field,
  tally: field,
  provers: seats,
  node,
  txsRoot: field,
  transactionsHash: bytes(32),
  seatWordsHash: bytes(32),
  committedHash: field,
});
const child = z.strictObject({ outputs, proof });
const join = { left: child, right: child, ...named };

const job = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("leaf"), block, leaf, ...named }),
    z.strictObject({ kind: z.literal("merge"), ...join }),
    z.strictObject({ kind: z.literal("root"), ...join, secret: bytes(32), committed: seats }),
  ])
  .refine(({ prover, opening }) => prover === null || opening !== null);

/**
 * Reads a job. The bytes may come from anybody: they are bounded, and every field is checked for its form.
 * @throws TRL-FLT-010 if they are not a job.
 */
export function decodeJob(encoded: Uint8Array): ProvingJob {
  try {
    if (encoded.length > MAX_JOB_BYTES) throw new RangeError("too long");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(encoded);
    return job.parse(JSON.parse(text)) as ProvingJob;
  } catch {
    throw new TrellisError(
      "TRL-FLT-010",
      "what the queue holds as a proving job is none: the database is damaged, or another version of Trellis writes to it",
    );
  }
}
