import { z } from "zod";
import { count } from "../wire/count.ts";
import { seat } from "../wire/seat.ts";

/** The node has read L1 and joined gossip. */
const started = z.object({
  event: z.literal("started"),
  peerId: z.string(),
  /** Multiaddrs on which gossip listens. */
  addresses: z.array(z.string()).readonly(),
  /** Where its RPC listens; left out without RPC. */
  rpc: z.string().optional(),
  /** Where the API of its index listens; left out without one. */
  index: z.string().optional(),
  /** Seats of its prover; left out without one. */
  seats: z.array(seat).readonly().optional(),
});

/** `trellis devnet` has started a process. */
const processStarted = z.object({ event: z.literal("process"), pid: count });

/** Something failed; the node goes on. */
const problem = z.object({
  event: z.literal("problem"),
  /** Code of docs/errors.md. */
  code: z.string(),
  message: z.string(),
  /** The duty that failed; left out where none did. */
  duty: z.string().optional(),
  /** Whether its time is over. Otherwise it is tried again. */
  late: z.boolean().optional(),
});

/** What a node tells of itself. */
export const processEvents = [started, processStarted, problem] as const;
