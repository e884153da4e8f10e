import { z } from "zod";
import { count } from "../wire/count.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { treeNode } from "../wire/treeNode.ts";
import { treePlace } from "./treePlace.ts";

/** A seat of this node has voted. */
const voted = z.object({
  event: z.literal("voted"),
  proposalId: hexString(32),
  seat,
  /** Places offered. */
  votes: count,
});

/** R8: a seat of this node has claimed a node: it answers for it if the block wins. */
const claimed = z.object({ event: z.literal("claimed"), ...treePlace });

/** A proof is begun. */
const proving = z.object({
  event: z.literal("proving"),
  ...treePlace,
  /** In place of the seat that was named for the node. */
  rescue: z.boolean(),
});

/** A proof is made and sent. */
const proved = z.object({ event: z.literal("proved"), ...treePlace, seconds: z.number().min(0) });

/** A proof was given up. */
const provingStopped = z.object({
  event: z.literal("proving_stopped"),
  proposalId: hexString(32),
  ...treeNode.shape,
  seat,
  reason: z.string(),
});

/** R8: a proof is begun with which a seat can answer a report on L1. */
const answering = z.object({ event: z.literal("answering"), ...treePlace });

/** That proof is made. */
const answered = z.object({ event: z.literal("answered"), ...treePlace, seconds: z.number().min(0) });

/** R8: a node that a seat had claimed was not proven in time. */
const missed = z.object({ event: z.literal("missed"), ...treePlace });

/** R6: the prover has missed too many claimed nodes: it votes and claims no more until it has proven a leaf for itself. */
const proverPaused = z.object({ event: z.literal("prover_paused"), missed: count });

/** R6: the prover has proven a leaf in the usual time, so it votes and claims again. */
const proverResumed = z.object({ event: z.literal("prover_resumed") });

/** What a prover tells. */
export const proverEvents = [
  voted,
  claimed,
  proving,
  proved,
  provingStopped,
  answering,
  answered,
  missed,
  proverPaused,
  proverResumed,
] as const;
