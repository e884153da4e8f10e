import { z } from "zod";

const decimal = z
  .string()
  .regex(/^[0-9]{1,78}$/)
  .transform(BigInt);
const hexField = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform(BigInt);
const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
const index = z.number().int().min(0);
const place = { height: decimal, index };

/** What a node's methods answer, as far as the client uses it; more fields may come. */
export const nodeAnswers = {
  status: z.object({
    chainId: z.number().int().positive(),
    rollup: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
    height: decimal,
    round: index,
    phase: z.enum(["waiting", "proposal", "proof", "finalisable"]),
    head: z.object({ height: decimal, proposalId: hash, stateRoot: hash }),
    pendingTransactions: index,
  }),
  account: z
    .object({
      index,
      key: z.object({ x: hexField, y: hexField }),
      /** L1 address that owns it. */
      owner: z
        .string()
        .regex(/^0x[0-9a-f]{40}$/)
        .nullable(),
      nonce: index,
      nextNonce: index,
      balances: z.tuple([decimal, decimal]),
    })
    .nullable(),
  pool: z.object({ height: decimal, reserves: z.tuple([decimal, decimal]) }),
  hash,
  transaction: z.discriminatedUnion("status", [
    z.object({ status: z.literal("unknown") }),
    z.object({ status: z.literal("pending") }),
    z.object({ status: z.literal("included"), ...place, proposalId: hash }),
    z.object({ status: z.literal("final"), ...place }),
  ]),
} as const;

/** A node's view of the rollup. */
export type NodeStatus = z.output<typeof nodeAnswers.status>;
/** An account at the head. `nextNonce` counts what waits at this node; balances in smallest units of asset 0 and 1. */
export type AccountView = NonNullable<z.output<typeof nodeAnswers.account>>;
/** The pool at the head. */
export type PoolView = z.output<typeof nodeAnswers.pool>;
/** Where a transaction stands: `included` in a block that is proven on L1 but may still lose to a better one, or `final`. */
export type TransactionView = z.output<typeof nodeAnswers.transaction>;
