import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type AgentEvent, FleetDatabase, ProverAgent, readQueueUrl } from "@trellis/fleet";
import { TrellisError } from "@trellis/protocol";
import type { ProofSystem } from "@trellis/prover";
import { type Rules, SimulatedProofSystem, UltraHonkProofSystem } from "@trellis/prover";
import type { Logger } from "pino";
import { z } from "zod";
import { createLog, logDestination } from "../../shell/createLog.ts";
import { endOfRun, parentGone } from "../../shell/endOfRun.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";

/** Signs of life: an agent that misses three of them is dead to the nodes. */
const BEAT_MS = 2_000;
const LINGER_MS = 2_000;
/** What is insecure exists for development chains only. Nodes of other chains accept no proof that is made with it. */
const DEVELOPMENT_CHAIN = 31_337n;
const KINDS = ["leaf", "merge", "root"] as const;

const { file, whole } = optionValues;
const schema = z.object({
  queueFile: file,
  jobs: whole(64).refine((jobs) => jobs > 0, "must be at least 1"),
  kinds: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(KINDS, "expected leaf, merge or root, with commas between them")).min(1)),
  name: z.string().min(1).max(64).default(hostname().slice(0, 64)),
  proofs: z.enum(["real", "simulated"], "expected real or simulated"),
  simulatedMs: whole(600_000),
  crs: file.optional(),
  keysFile: file.optional(),
  threads: whole(1_024).optional(),
  logLevel: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]),
  logFormat: z.enum(["text", "json"]).optional(),
  untilStdinCloses: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Settings = z.output<typeof schema>;

/** `trellis prover-agent`: runs until asked to end, then finishes the proofs under way. Log to standard error. */
export async function runProverAgent(options: unknown): Promise<void> {
  const settings = parseOptions(schema, options);
  const { queueFile, jobs, kinds, name, logLevel, json, untilStdinCloses } = settings;
  const url = await readQueueUrl(queueFile, "--queue-file");
  const log = createLog(name, logLevel, logDestination(json ? "json" : settings.logFormat));
  const proofs = proofSystem(settings);
  const end = endOfRun({
    untilStdinCloses,
    onForce: () => process.stderr.write("ended at once; other agents take the jobs after some seconds\n"),
  });
  let database: FleetDatabase | undefined;
  let agent: ProverAgent | undefined;
  try {
    await proofs.start();
    const onFault = (error: unknown): void => log.warn({ error }, "the queue does not answer");
    database = await FleetDatabase.open({ url, onFault, supervises: false });
    const report = (event: AgentEvent): void => tell(log, event);
    agent = new ProverAgent(
      { database, proofs, report },
      { id: randomUUID(), name, kinds: [...new Set(kinds)], jobs, beatMs: BEAT_MS },
    );
    await agent.start();
    log.info({ kinds, jobs }, "ready for jobs");
    if ((await end) === "signal") {
      log.info("no more jobs; ends when those under way are handed over (a second signal ends it at once)");
      await Promise.race([agent.drain(), ...(untilStdinCloses ? [parentGone()] : [])]);
    }
  } finally {
    await agent?.stop();
    await database?.close();
    await proofs.stop();
    process.stdin.destroy();
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}

/** @throws TRL-CLI-004 if only one of `--crs` and `--keys-file` is given. */
function proofSystem({
  proofs,
  simulatedMs: ms,
  jobs,
  crs,
  keysFile,
  threads,
}: Settings): ProofSystem<Rules> {
  const chainId = DEVELOPMENT_CHAIN;
  if (proofs === "simulated") {
    return new SimulatedProofSystem({
      chainId,
      provingMs: { leaf: ms, merge: ms, root: ms },
      jitterMs: ms / 2,
      concurrency: jobs,
    });
  }
  if ((crs === undefined) !== (keysFile === undefined)) {
    throw new TrellisError("TRL-CLI-004", "--crs and --keys-file go together");
  }
  return new UltraHonkProofSystem({
    chainId,
    srs: crs === undefined ? { kind: "development" } : { kind: "ignition", crsPath: crs },
    keysPath: keysFile,
    threads,
    concurrency: jobs,
    warmUp: true,
  });
}

function tell(log: Logger, event: AgentEvent): void {
  if (event.event === "proved") {
    log.info({ kind: event.kind, seconds: event.seconds }, "proved and handed over");
  } else if (event.event === "withdrawn" || event.event === "given back") {
    log.info({ kind: event.kind, seconds: event.seconds }, event.event);
  } else if (event.event === "failed") {
    log.warn({ kind: event.kind, error: event.error }, "a proof failed");
  } else if (event.event === "distrusted") {
    log.error("a node found a proof of this agent to be wrong: no jobs for a time; check the memory");
  } else if (event.event === "trusted") {
    log.info("trusted again");
  } else if (event.event === "fault") {
    log.warn({ error: event.error }, "the queue cannot be used; the agent tries again");
  }
}
