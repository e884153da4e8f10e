import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { TrellisError } from "@trellis/protocol";
import type { JobResult } from "../jobs/Job.ts";

/**
 * The results of a run, a line each, written as they come: what breaks off a run loses only what was being computed. A line that was being
 * written is passed over.
 */
export class JobLog {
  readonly #path: string;
  readonly results: readonly JobResult[];

  /**
   * @param isResumed - whether to go on where another run was broken off.
   * @throws TRL-SIM-003 if there are results of another run.
   */
  constructor(path: string, isResumed: boolean) {
    this.#path = path;
    const isThere = existsSync(path);
    if (isThere && !isResumed) {
      throw new TrellisError(
        "TRL-SIM-003",
        "The folder has results of another run. Go on with --resume, or name a new folder.",
        {
          path,
        },
      );
    }
    const text = isThere ? readFileSync(path, "utf8") : "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    this.results = whole.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as JobResult]));
  }

  add(result: JobResult): void {
    appendFileSync(this.#path, `${JSON.stringify(result)}\n`);
  }
}
