/**
 * Loaded into each process of a network by `--import`: writes how long its event loop was held. One line a second: milliseconds since 1970,
 * the longest hold of that second, and the most processor time that the loop's thread took between two turns of a timer, all in
 * milliseconds. The first says what others had to wait on this machine, and the second what would be left of it on a machine of one's own.
 * `SCALE_LOOP_FOLDER` is the folder of the files.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const NANOSECONDS = 1_000_000;
const MICROSECONDS = 1_000;
const TURN_MS = 10;
const folder = process.env.SCALE_LOOP_FOLDER;
if (folder !== undefined && isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: TURN_MS });
  delays.enable();
  const cpu = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / MICROSECONDS;
  };
  let before = cpu();
  let most = 0;
  setInterval(() => {
    const now = cpu();
    most = Math.max(most, now - before);
    before = now;
  }, TURN_MS).unref();
  setInterval(() => {
    try {
      appendFileSync(
        join(folder, `${process.pid}.txt`),
        `${Date.now()} ${(delays.max / NANOSECONDS).toFixed(1)} ${most.toFixed(1)}\n`,
      );
    } catch {
      // The folder is gone: the run is over.
    }
    delays.reset();
    most = 0;
  }, 1_000).unref();
}
