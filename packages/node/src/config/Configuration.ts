import { readFile } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import { builderSchema } from "./builderSchema.ts";
import { l1AddressesSchema } from "./l1AddressesSchema.ts";

const seconds = z.number().positive().max(86_400);
/** Settings of one node process. Keys are named by file, never given here. */
export const nodeConfigSchema = z.strictObject({
  /** Name in logs and events. */
  name: z.string().regex(/^[a-zA-Z0-9-]{1,32}$/, "1 to 32 letters, digits and hyphens"),
  /** Folder for this node's own files; made if it is missing. */
  dataDir: z.string().min(1),
  l1: z.strictObject({
    rpcUrl: z.url({ protocol: /^https?$/, error: "an http or https URL" }),
    pollMs: z.number().int().min(50).max(60_000).default(250),
    addresses: l1AddressesSchema,
  }),
  gossip: z.strictObject({
    listen: z.array(z.string()).min(1).default(["/ip4/0.0.0.0/tcp/9300"]),
    bootstrap: z.array(z.string()).max(64).default([]),
    /** File of the libp2p key; made with mode 0600 if it is missing. */
    peerKeyFile: z.string(),
  }),
  /** HTTP JSON-RPC for L2 users; none if absent. */
  rpc: z
    .strictObject({ host: z.string().default("127.0.0.1"), port: z.number().int().min(0).max(65_535) })
    .optional(),
  /** `simulated` runs on local development chains only. */
  proofs: z.enum(["real", "simulated"]).default("real"),
  /** Reference string of real proofs; the development one secures nothing and is refused outside development chains. */
  srs: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("development") }),
      z.strictObject({ kind: z.literal("ignition"), path: z.string().min(1), keysFile: z.string().min(1) }),
    ])
    .default({ kind: "development" }),
  /** File of the secp256k1 key (mode 0600) that pays L1 gas: needed by every role, and by whoever finalises. */
  l1KeyFile: z.string().optional(),
  proposer: z
    .strictObject({
      /** Depth of the blocks it builds. */
      depth: z.number().int().min(1).max(11).default(1),
      proverShareBps: z.number().int().min(0).max(10_000).default(6_000),
      /** Up to here the provers' part rises with what the block brings beside the reward; by default it does not. */
      maxProverShareBps: z.number().int().min(0).max(10_000).optional(),
      /** Part of the expected revenue that it bids, 0..1. */
      bidFraction: z.number().min(0).max(1).default(0.5),
      /** P10.3: takes all messages of the L1 queue that have room, or only those that are due. */
      queue: z.enum(["all", "due"]).default("all"),
      strategy: builderSchema.default({ kind: "fees" }),
    })
    .optional(),
  prover: z
    .strictObject({
      /** Key file of each seat (mode 0600); the seats are looked up on L1 by these keys. */
      seatKeyFiles: z
        .array(z.string())
        .min(1)
        .max(2_048)
        .refine((files) => new Set(files).size === files.length, "a file is named twice"),
      /** Nodes of one block that each seat offers to prove; gossip takes no more votes of a seat. */
      capacity: z.number().int().min(1).max(512).default(2),
      /** How it chooses what to offer and what to prove (ADR 0024). */
      strategy: z.enum(["expectedPay", "everything"]).default("expectedPay"),
      /** What proofs are expected to take before they have been measured. */
      expectedSeconds: z
        .strictObject({ leaf: seconds, merge: seconds, root: seconds })
        .default({ leaf: 6, merge: 25, root: 25 }),
      /** Proofs made at the same time. */
      maxJobs: z.number().int().min(1).max(64).default(1),
      /** Threads of one proof; all cores by default. */
      threads: z.number().int().min(1).max(1_024).optional(),
      /** How many of the best proposals of a round are worked on. */
      proveTop: z.number().int().min(1).max(16).default(1),
      /** How long a ready node may stay unproven by whoever was named for it before another seat proves it. */
      rescueSeconds: z
        .strictObject({ leaf: seconds, merge: seconds, root: seconds })
        .default({ leaf: 45, merge: 90, root: 90 }),
      /** File of a lock: provers of one machine that name the same prove one after the other, each with all cores. */
      machineLock: z.string().min(1).optional(),
      /** Folder in which the witness of each proof is left, to prove it again by hand. */
      keepWitnesses: z.string().min(1).optional(),
      /** Simulated proofs only: how long making one takes. */
      simulatedMs: z.number().int().min(0).max(600_000).default(150),
    })
    .optional(),
  /** For tests only: makes this node break the rules. Refused outside local development chains. */
  faults: z
    .strictObject({
      /** In the first n rounds of each height its seats vote, but prove nothing. They answer no report. */
      silentRounds: z.number().int().min(1).max(1_000_000).optional(),
      /** Seats whose proofs it ignores. As a proposer it names each of them for one leaf. */
      leftOutSeats: z.array(z.number().int().min(0).max(2_047)).min(1).max(16).optional(),
    })
    .optional(),
  logLevel: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** A checked configuration. */
export type Configuration = z.output<typeof nodeConfigSchema>;
export type ProposerSettings = NonNullable<Configuration["proposer"]>;
export type ProverSettings = NonNullable<Configuration["prover"]>;
/** A configuration as written in a file. */
export type ConfigurationInput = z.input<typeof nodeConfigSchema>;

/**
 * Checks a configuration.
 * @throws TRL-NOD-001 naming every wrong field.
 */
export function parseConfiguration(value: unknown): Configuration {
  const parsed = nodeConfigSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "(top)"}: ${message}`);
  throw new TrellisError("TRL-NOD-001", `the node's configuration is wrong: ${faults.join("; ")}`);
}

/**
 * Reads a configuration from a JSON file.
 * @throws TRL-NOD-002 if it cannot be read or is no JSON; TRL-NOD-001 if a field is wrong.
 */
export async function loadConfiguration(path: string): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new TrellisError(
      "TRL-NOD-002",
      `cannot read the configuration file: ${(cause as NodeJS.ErrnoException).code}`,
      { path },
      cause,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the parser says quotes the file: if it is a key file that was named by mistake, its key.
    throw new TrellisError("TRL-NOD-002", "the configuration file is not valid JSON", { path });
  }
  return parseConfiguration(value);
}
