import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import type { Experiment, Sample } from "../experiments/Experiment.ts";
import type { Job, JobResult } from "./Job.ts";

/** Settings of a point, metrics of a run, and samples of a metric, that are read. */
const MAX_SETTINGS = 64;
const MAX_METRICS = 256;
const MAX_SAMPLES = 8_192;

const jobSchema = z.strictObject({
  experiment: z.string().max(64),
  // A list: a database may change the order of an object's fields.
  point: z.array(z.tuple([z.string().max(64), z.union([z.number(), z.string().max(256)])])).max(MAX_SETTINGS),
  size: z.enum(["tiny", "usual", "full"]),
  seed: z
    .number()
    .int()
    .min(1)
    .max(2 ** 31),
});
const sampleSchema = z.union([
  z.array(z.number()).max(MAX_SAMPLES),
  z.strictObject({ hits: z.number(), trials: z.number() }),
]);
const resultSchema = z.strictObject({
  samples: z.array(z.tuple([z.string().max(64), sampleSchema])).max(MAX_METRICS),
  trace: z.string().regex(/^[0-9a-f]{16}$/),
});

/** What another machine must know of a job. It has the experiment's file itself: no code is sent. */
export function encodeJob({ experiment, point, size, seed }: Job): object {
  return { experiment, point: Object.entries(point), size, seed };
}

/**
 * Reads a job that may come from anybody.
 * @param questions - the experiments that may run here.
 * @throws TRL-SIM-004 if it is none, or of an experiment that this machine does not have.
 */
export function decodeJob(
  message: unknown,
  questions: readonly { readonly experiment: Experiment; readonly url: string }[],
): Job {
  const { data } = jobSchema.safeParse(message);
  const question = questions.find(({ experiment }) => experiment.name === data?.experiment);
  const names = data?.point.map(([name]) => name) ?? [];
  if (
    data === undefined ||
    question === undefined ||
    !isSame(Object.keys(question.experiment.settings), names)
  ) {
    throw new TrellisError(
      "TRL-SIM-004",
      "What the queue holds as a run of an experiment is none, or of another version.",
    );
  }
  return { ...data, url: question.url, point: Object.fromEntries(data.point) };
}

/** What another machine must know of a result. */
export function encodeResult({ samples, trace }: JobResult): object {
  return { samples: Object.entries(samples), trace };
}

/** Reads the result of a job, which may come from anybody. @returns undefined if it does not have the form of one. */
export function decodeResult(message: unknown, { metrics }: Experiment, job: Job): JobResult | undefined {
  const { data } = resultSchema.safeParse(message);
  if (data === undefined || !data.samples.every(([metric]) => Object.hasOwn(metrics, metric))) {
    return undefined;
  }
  const { experiment, point, size, seed } = job;
  const samples = Object.fromEntries(data.samples) as Readonly<Record<string, Sample>>;
  return { experiment, point, size, seed, samples, trace: data.trace };
}

const isSame = (names: readonly string[], others: readonly string[]): boolean =>
  names.length === others.length && names.every((name) => others.includes(name));
