import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/**
 * Runs tests on the circuits in a folder, and stops at the first one that fails.
 *
 * @param files - test files, in the order in which they run
 * @returns the failed test's name; undefined if every test passes.
 * @throws if the tests end with an error without a failed test.
 */
export async function firstFailure(folder: string, files: readonly string[]): Promise<string | undefined> {
  // The runner's own variable would make the run a part of another one.
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  for (const file of files) {
    const child = spawn(process.execPath, ["--test", "--test-reporter=tap", file], {
      env: { ...environment, TRELLIS_CIRCUITS: folder },
      // A run that is stopped complains that nobody reads it.
      stdio: ["ignore", "pipe", "ignore"],
    });
    const closed = once(child, "close") as Promise<[number | null]>;
    let failed: string | undefined;
    for await (const line of createInterface(child.stdout)) {
      failed = /^\s*not ok \d+ - (.*)$/.exec(line)?.[1];
      if (failed !== undefined) break;
    }
    if (failed !== undefined) {
      child.kill();
      await closed;
      return failed;
    }
    const [code] = await closed;
    if (code !== 0) throw new Error(`${file} ended with ${code}, and no test failed`);
  }
  return undefined;
}
