import { type ChildProcess, spawn } from "node:child_process";

/** Number of characters kept from the end of each output stream: enough for every message that is searched for. */
const KEPT_OUTPUT = 64 * 1024;

export type ProcessResult = {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
};

/** Children are killed when this process exits, so that none is left running. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Runs a program to its end, without a shell. Abort and timeout kill it. The promise settles only after the process has ended.
 *
 * @throws the signal's reason when aborted; the system's error when it cannot be started.
 */
export async function runProcess(
  file: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly timeoutMs: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ProcessResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let stdout = "";
  let stderr = "";
  let timedOut = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout = (stdout + text).slice(-KEPT_OUTPUT);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-KEPT_OUTPUT);
  });
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, options.timeoutMs);
  signal?.addEventListener("abort", kill, { once: true });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<ProcessResult>();
    child.once("error", reject);
    child.once("close", (code, ended) => resolve({ code, signal: ended, stdout, stderr, timedOut }));
    const result = await promise;
    signal?.throwIfAborted();
    return result;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
    running.delete(child);
  }
}
