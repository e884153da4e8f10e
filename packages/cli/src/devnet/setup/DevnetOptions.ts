import { TrellisError } from "@trellis/protocol";
import { z } from "zod";

const count = (max: number) => z.coerce.number().int().min(1).max(max);

/** Flags of `trellis devnet`. */
export const devnetOptionsSchema = z.strictObject({
  /** Stop after this many final blocks. Without it, the devnet runs on. */
  blocks: count(1_000_000).optional(),
  provers: count(2_048).default(3),
  proposers: count(64).default(2),
  /** Seats that share one prover process. */
  seatsPerProcess: count(256).default(1),
  depth: count(11).default(1),
  proofs: z.enum(["real", "simulated"]).default("real"),
  /** How long a simulated proof takes, milliseconds. */
  simulatedMs: z.coerce.number().int().min(0).max(600_000).default(100),
  /** Makes the actors' keys and the load reproducible. */
  seed: z.string().min(1).max(64).default("trellis"),
  dataDir: z.string().min(1).optional(),
  /** Folder for the witnesses of all proofs. */
  keepWitnesses: z.string().min(1).optional(),
  keep: z.boolean().default(false),
  json: z.boolean().default(false),
  /** Seconds; defaults depend on the kind of proofs. */
  proposalWindow: count(86_400).optional(),
  proofWindow: count(604_800).optional(),
  /** P10.3: seconds after which a message of L1 must be consumed. */
  inclusionDelay: count(2_592_000).optional(),
  /** Whether proposers take messages of L1 as they come, or only those that are due. */
  queue: z.enum(["all", "due"]).default("all"),
  /** P3.4. */
  pipelined: z.boolean().default(false),
  /** L2 transactions a second from the load generator. */
  rate: z.coerce.number().min(0).max(10_000).default(2),
});

/** Checked flags. */
export type DevnetOptions = z.output<typeof devnetOptionsSchema>;

/**
 * Checks the flags.
 * @throws TRL-CLI-001 naming every wrong flag.
 */
export function parseDevnetOptions(value: unknown): DevnetOptions {
  const parsed = devnetOptionsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const flag = String(path[0] ?? "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return `--${flag}: ${message}`;
  });
  throw new TrellisError("TRL-CLI-001", faults.join("; "));
}
