/**
 * Loaded into each process of a network by `--import`: writes how long its event loop was held. One line a second: milliseconds since 1970,
 * and the longest hold of that second in milliseconds. `SCALE_LOOP_FOLDER` is the folder of the files.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const NANOSECONDS = 1_000_000;
const folder = process.env.SCALE_LOOP_FOLDER;
if (folder !== undefined && isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  setInterval(() => {
    try {
      appendFileSync(
        join(folder, `${process.pid}.txt`),
        `${Date.now()} ${(delays.max / NANOSECONDS).toFixed(1)}\n`,
      );
    } catch {
      // The folder is gone: the run is over.
    }
    delays.reset();
  }, 1_000).unref();
}
