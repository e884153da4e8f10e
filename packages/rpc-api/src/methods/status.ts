import type { RoundPhase } from "@trellis/protocol";
import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { noParams } from "./noParams.ts";

const phases = ["waiting", "proposal", "sealed", "proof", "finalisable"] as const satisfies RoundPhase[];

/** `trellis_status`: height, phase and head, as the node sees them. */
export const status = {
  params: noParams,
  result: z.object({
    chainId: z.number().int().positive(),
    rollup: hexString(20),
    /** The L1 block as of which the answer is. */
    l1Block: decimal,
    height: decimal,
    round: count,
    phase: z.enum(phases),
    /** R14: exponent of the round's scores. */
    alpha: z.number(),
    /** L1 time in seconds; null while no window is open. */
    commitEnd: count.nullable(),
    /** L1 time in seconds; null while no proof window is fixed. */
    proofEnd: count.nullable(),
    head: z.object({ height: decimal, proposalId: hexString(32), stateRoot: hexString(32) }),
    proofs: z.enum(["ultrahonk", "simulated"]),
    /** R12: whether the rollup has stopped for good. */
    isStopped: z.boolean(),
    /** Transactions that wait for a block at this node. */
    pendingTransactions: count,
    peers: count,
  }),
};
