import { computeHashes } from "@trellis/field";
import { HashBatch, HashResults, type HashSteps } from "./HashBatch.ts";

/** A pause: work in steps hands it out so that whoever runs it off and on may let others in. */
export const PAUSE = new HashBatch();

/** Runs work that hashes to its end, here and now. */
export function runHashSteps<Result>(steps: HashSteps<Result>): Result {
  let next = steps.next();
  while (next.done !== true) {
    const batch = next.value;
    next = steps.next(new HashResults(computeHashes(batch.request())));
  }
  return next.value;
}
