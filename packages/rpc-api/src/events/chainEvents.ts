import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";

/** A block is final. */
export const head = z.object({
  event: z.literal("head"),
  height: decimal,
  proposalId: hexString(32),
  stateRoot: hexString(32),
});

/** L1 has reorganised, or had to be read again: the node has read it from an earlier block on, or from the deployment. */
export const l1Reread = z.object({
  event: z.literal("l1_reread"),
  l1Block: decimal,
  /** Height of the last final block now. */
  head: decimal,
  /** How many blocks were final before and no longer are. */
  undone: count,
});

/** A transaction of this node was mined on L1. */
const l1Transaction = z.object({
  event: z.literal("l1_transaction"),
  /** The contract's function. */
  action: z.string(),
  hash: hexString(32),
  /** Gas used. */
  gas: decimal,
  /** Left out where the call concerns no single block. */
  proposalId: hexString(32).optional(),
});

/** What a node tells of L1. */
export const chainEvents = [head, l1Reread, l1Transaction] as const;
