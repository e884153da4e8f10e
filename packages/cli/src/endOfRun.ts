/**
 * Resolves when this process is asked to end: by SIGINT or SIGTERM or, where wanted, when standard input closes because whoever
 * started it is gone. A second signal ends the process at once.
 */
export function endOfRun({ untilStdinCloses = false } = {}): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(130);
    asked = true;
    resolve();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  if (untilStdinCloses) {
    process.stdin.on("end", resolve).on("error", resolve).resume();
  }
  return promise;
}
