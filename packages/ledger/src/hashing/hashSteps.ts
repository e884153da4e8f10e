import { computeHashes } from "@trellis/field";
import { HashBatch, HashResults, type HashSteps } from "./HashBatch.ts";

/** A pause: work in steps yields it so that the caller can run other work in between. */
export const PAUSE = new HashBatch();

/** Runs work that needs hashes to completion, synchronously. */
export function runHashSteps<Result>(steps: HashSteps<Result>): Result {
  let next = steps.next();
  while (next.done !== true) {
    const batch = next.value;
    next = steps.next(new HashResults(computeHashes(batch.request())));
  }
  return next.value;
}
