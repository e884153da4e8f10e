import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import { builderSchema } from "./builderSchema.ts";
import { hostPort } from "./hostPort.ts";
import { hasNoPassword, httpUrl } from "./httpUrl.ts";
import { configuredAddressesSchema } from "./l1AddressesSchema.ts";
import { l1SignerSchema } from "./l1SignerSchema.ts";
import { announcedAddress, listenAddress, peerAddress } from "./multiaddrSchema.ts";

const seconds = z.number().positive().max(86_400);
const fields = z.strictObject({
  /** Name in logs and events. */
  name: z.string().regex(/^[a-zA-Z0-9-]{1,32}$/, "1 to 32 letters, digits and hyphens"),
  /** Folder for this node's own files; created if it is missing. */
  dataDir: z.string().min(1),
  l1: z.strictObject({
    /** One provider, or several: the preferred one first. */
    rpcUrl: z.union(
      [httpUrl, z.array(httpUrl).min(1).max(8)],
      "an http or https URL, or a list of up to eight",
    ),
    /** The chain that all providers must serve; by default the one that the first of them tells. */
    chainId: z.number().int().positive().optional(),
    pollMs: z.number().int().min(50).max(60_000).default(250),
    /** The most that a transaction offers for a unit of gas. */
    maxFeeGwei: z.number().positive().max(1_000_000).default(300),
    addresses: configuredAddressesSchema,
  }),
  gossip: z.strictObject({
    listen: z.array(listenAddress).min(1).max(16).default(["/ip4/0.0.0.0/tcp/9300"]),
    /** What others are told to dial, where that differs from what is listened on. */
    announce: z.array(announcedAddress).max(16).default([]),
    bootstrap: z.array(peerAddress).max(64).default([]),
    /** File of the libp2p key; created with mode 0600 if it is missing. */
    peerKeyFile: z.string(),
  }),
  /** HTTP JSON-RPC for L2 users; none if absent. */
  rpc: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: z.number().int().min(0).max(65_535),
      /** Connections from one address. All users of a proxy before the node are one client. */
      connectionsPerClient: z.number().int().min(1).max(512).default(32),
      /** Of these, connections over WebSocket. */
      socketsPerClient: z.number().int().min(1).max(128).default(8),
      /** Web pages that may connect over WebSocket. Programs always may. */
      origins: z
        .array(
          z.string().regex(/^(\*|https?:\/\/[^/\s]{1,255})$/, "an origin as https://app.example.org, or *"),
        )
        .max(32)
        .default([]),
    })
    .optional(),
  /** HTTP for the operator: `/metrics` and `/health`; none if absent. */
  metrics: z.strictObject({ listen: hostPort.default({ host: "127.0.0.1", port: 9_464 }) }).optional(),
  /** The index of all that happened, with its API; none if absent. */
  index: z
    .strictObject({
      listen: z.strictObject({
        host: z.string().default("127.0.0.1"),
        port: z.number().int().min(0).max(65_535),
      }),
      /** File (mode 0600) with the URL of a database of Postgres; SQLite in the data folder if absent. */
      postgresUrlFile: z.string().min(1).optional(),
      /** Requests that one address may make, four times as many at once. */
      requestsPerSecond: z.number().int().min(1).max(100_000).default(20),
    })
    .optional(),
  /** Where a node without a chain store begins, and what it has for others that do (ADR 0039). */
  snapshot: z
    .strictObject({
      /** `l1` reads L1 from the deployment. `peers` asks those in `gossip.bootstrap` for a snapshot, and holds it against L1. */
      from: z.enum(["l1", "peers"]).default("l1"),
      /** A snapshot is made for peers at each height that is a multiple of it; none if absent. */
      every: z.number().int().min(1).max(1_000_000).optional(),
    })
    .prefault({}),
  /** Where spans of each height go, as OTLP over HTTP in JSON (ADR 0034); nowhere if absent. */
  tracing: z
    .strictObject({
      /** Of the collector, with the path for traces. */
      url: httpUrl.refine(
        hasNoPassword,
        "no name or password in the URL; put a token into tracing.tokenFile",
      ),
      /** File (mode 0600) whose first line is sent as a bearer token. */
      tokenFile: z.string().min(1).optional(),
    })
    .optional(),
  /** `simulated` runs on local development chains only. */
  proofs: z.enum(["real", "simulated"]).default("real"),
  /** Reference string of real proofs. The development one is insecure and is refused outside development chains. */
  srs: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("development") }),
      z.strictObject({ kind: z.literal("ignition"), path: z.string().min(1), keysFile: z.string().min(1) }),
    ])
    .default({ kind: "development" }),
  /** File of the secp256k1 key (mode 0600) that pays L1 gas. Every role needs it, and so does finalising. */
  l1KeyFile: z.string().optional(),
  /** A service that keeps that key, in place of the file. */
  l1Signer: l1SignerSchema.optional(),
  /** File (mode 0600) whose first line is the password of the key files that are keystores. */
  keyPasswordFile: z.string().min(1).optional(),
  /** Machines with the same keys of which one acts, and the others stand by (ADR 0038); none if absent. */
  lease: z
    .strictObject({
      /** File (mode 0600) with the URL of a database of Postgres that all of them reach. */
      urlFile: z.string().min(1),
      /** What they share, the same on all of them. */
      name: z.string().regex(/^[a-zA-Z0-9-]{1,64}$/, "1 to 64 letters, digits and hyphens"),
      /** After so long without a renewal another may act. */
      seconds: z.number().int().min(5).max(600).default(30),
    })
    .optional(),
  /** M7: by what calls to L1 are judged that have to pay for themselves. */
  duties: z
    .strictObject({
      /** Wei of Ether for one native token, in digits. 0: nothing is done for pay. */
      tokenPrice: z
        .string()
        .regex(/^[0-9]{1,30}$/, "expected wei in digits")
        .default("1000000000000000"),
      /** Least pay of a claim as a part of its gas, 1/10,000. */
      claimAboveBps: z.number().int().min(10_000).max(1_000_000).default(20_000),
    })
    .prefault({}),
  proposer: z
    .strictObject({
      /** Depth of the blocks it builds. */
      depth: z.number().int().min(1).max(11).default(1),
      proverShareBps: z.number().int().min(0).max(10_000).default(6_000),
      /** Upper bound to which the provers' part rises with the block's revenue beside the reward; by default it does not rise. */
      maxProverShareBps: z.number().int().min(0).max(10_000).optional(),
      /** Part of the expected revenue to bid, 0..1. */
      bidFraction: z.number().min(0).max(1).default(0.5),
      /** R9: part of a bond that a bid is expected to lose, 1/10,000: the bid is lowered by it. */
      bondRiskBps: z.number().int().min(0).max(10_000).default(100),
      /** P10.3: includes all messages of the L1 queue that fit, or only those that are due. */
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
      /** Named only to be refused: seats sign SHA-256 digests, and the signers' API hashes with Keccak-256 (ADR 0037). */
      seatSigner: z
        .never("a signer cannot keep a seat's key: it would hash with Keccak-256; use seatKeyFiles")
        .optional(),
      /** Nodes of one block that each seat offers to prove. The maximum is gossip's limit of votes per seat. */
      capacity: z.number().int().min(1).max(512).default(2),
      /** How it chooses votes and proofs (ADR 0024). */
      strategy: z.enum(["expectedPay", "everything"]).default("expectedPay"),
      /** How long proofs are expected to take until some have been measured. */
      expectedSeconds: z
        .strictObject({ leaf: seconds, merge: seconds, root: seconds })
        .default({ leaf: 6, merge: 25, root: 25 }),
      /** Who makes proofs: this process, or agents that take jobs from a queue in Postgres. */
      engine: z
        .discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("local") }),
          z.strictObject({
            kind: z.literal("queue"),
            /** File (mode 0600) with the URL of the queue's database. */
            urlFile: z.string().min(1),
          }),
        ])
        .default({ kind: "local" }),
      /** Proofs that this process makes at the same time. */
      maxJobs: z.number().int().min(1).max(256).default(1),
      /** Threads of one proof; all cores by default. */
      threads: z.number().int().min(1).max(1_024).optional(),
      /** How many of the best proposals of a round are worked on. */
      proveTop: z.number().int().min(1).max(16).default(1),
      /** R6: what a second of proving costs, wei of the native token in digits. Nodes that are expected to pay less get no vote. */
      costPerSecond: z
        .string()
        .regex(/^[0-9]{1,30}$/, "expected wei in digits")
        .default("0"),
      /** R6: chance that a block wins once provers work on it. */
      confidence: z.number().positive().max(1).default(0.9),
      /** R6: claimed nodes that it may have missed of late and still votes. */
      mostMissed: z.number().int().min(1).max(1_000).default(3),
      /** Lock file. Provers on one machine with the same lock file prove one after the other, each with all cores. */
      machineLock: z.string().min(1).optional(),
      /** Folder where the witness of each proof is written, to prove it again by hand. */
      keepWitnesses: z.string().min(1).optional(),
      /** Simulated proofs only: how long each one takes. */
      simulatedMs: z.number().int().min(0).max(600_000).default(150),
    })
    .optional(),
  /** For tests only: makes this node break the rules. Refused outside local development chains. */
  faults: z
    .strictObject({
      /** In the first n rounds of each height its seats vote but prove nothing. They do not contest reports. */
      silentRounds: z.number().int().min(1).max(1_000_000).optional(),
      /** Seats whose proofs it ignores. As a proposer it names each of them for one leaf. */
      leftOutSeats: z.array(z.number().int().min(0).max(2_047)).min(1).max(16).optional(),
    })
    .optional(),
  logLevel: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** Settings of one node process. They name key files and never contain keys. */
export const nodeConfigSchema = fields.refine(
  ({ l1KeyFile, l1Signer }) => l1KeyFile === undefined || l1Signer === undefined,
  {
    path: ["l1Signer"],
    error: "only one of l1KeyFile and l1Signer",
  },
);

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
  throw new TrellisError("TRL-NOD-001", `the node's configuration is not valid: ${faults.join("; ")}`);
}
