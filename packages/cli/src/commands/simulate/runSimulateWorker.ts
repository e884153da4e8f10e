import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { FleetDatabase, readQueueUrl, type TaskEvent, TaskWorker } from "@trellis/fleet";
import { JobPool, QUESTIONS } from "@trellis/simulator/run";
import type { Logger } from "pino";
import { z } from "zod";
import { createLog, logDestination } from "../../shell/createLog.ts";
import { endOfRun } from "../../shell/endOfRun.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { questionsNamed } from "./questionsNamed.ts";
import { BEAT_MS, sweepQueueOf, workOf } from "./sweepTasks.ts";

const LINGER_MS = 2_000;
const schema = z.strictObject({
  queueFile: optionValues.file,
  jobs: optionValues
    .whole(256)
    .refine((jobs) => jobs > 0, "must be at least 1")
    .default(availableParallelism()),
  logLevel: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]),
  logFormat: z.enum(["text", "json"]).optional(),
  json: optionValues.flag,
});

/** `trellis simulate-worker`: runs until asked to end, then finishes the runs under way. Log to standard error. */
export async function runSimulateWorker(file: string | undefined, options: object): Promise<void> {
  const { queueFile, jobs, logLevel, logFormat, json } = parseOptions(schema, options);
  const url = await readQueueUrl(queueFile, "--queue-file");
  const named = await questionsNamed(file);
  // The report's experiments share a queue.
  const questions = named.every((question) => QUESTIONS.includes(question)) ? QUESTIONS : named;
  const log = createLog("simulate-worker", logLevel, logDestination(json ? "json" : logFormat));
  const end = endOfRun({
    onForce: () => process.stderr.write("ended at once; others take the runs after some seconds\n"),
  });
  const pool = new JobPool(jobs, true);
  let database: FleetDatabase | undefined;
  let worker: TaskWorker | undefined;
  try {
    const onFault = (error: unknown): void => log.warn({ error }, "the queue does not answer");
    database = await FleetDatabase.open({ url, onFault, supervises: false });
    const id = randomUUID();
    worker = new TaskWorker(database, {
      queue: await sweepQueueOf(questions),
      id,
      jobs,
      beatMs: BEAT_MS,
      work: workOf(pool, questions),
      report: (event) => tell(log, event),
    });
    await worker.start();
    log.info({ worker: id, jobs }, "ready for runs");
    await end;
    log.info("no more runs; ends when those under way are handed over (a second signal ends it at once)");
    await worker.drain();
  } finally {
    await worker?.stop();
    await database?.close();
    await pool.stop();
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}

function tell(log: Logger, event: TaskEvent): void {
  if (event.event === "failed") {
    log.warn({ seconds: event.seconds, error: event.error }, "a run failed");
  } else if (event.event === "fault") {
    log.warn({ error: event.error }, "the queue cannot be used; the worker tries again");
  } else if (event.event === "other version") {
    log.warn("runs of another version wait: run the version of Trellis and Node that asks for them");
  } else {
    log.debug({ seconds: event.seconds }, event.event);
  }
}
