/** npm forwards a terminal's Ctrl-C to a process that already received it. Only a later signal counts as a second one. */
const SECOND_WISH_MS = 1_500;
const INTERRUPTED = 130;

/**
 * Resolves when this process is asked to end: by SIGINT, SIGTERM or SIGHUP (its terminal is gone) or, if wanted, when standard input
 * closes because the parent process is gone. A second request ends it at once, after `onForce`.
 */
export function endOfRun({
  untilStdinCloses = false,
  onForce = () => {},
}: {
  readonly untilStdinCloses?: boolean;
  /** Must at once end everything that would outlive this process. */
  readonly onForce?: () => void;
} = {}): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let askedAt: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    askedAt ??= now;
    if (now - askedAt > SECOND_WISH_MS) {
      onForce();
      process.exit(INTERRUPTED);
    }
    resolve();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);
  if (untilStdinCloses) {
    process.stdin.on("end", resolve).on("error", resolve).resume();
  }
  return promise;
}
