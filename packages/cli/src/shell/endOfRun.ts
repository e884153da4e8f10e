/** npm hands a terminal's Ctrl-C on to the process that has got it already: only a later signal is a second wish. */
const SECOND_WISH_MS = 1_500;
const INTERRUPTED = 130;

/**
 * Resolves when this process is asked to end: by SIGINT, SIGTERM or SIGHUP (its terminal is gone) or, where wanted, when standard input closes because whoever
 * started it is gone. Asked a second time it ends at once, after `onForce`.
 */
export function endOfRun({
  untilStdinCloses = false,
  onForce = () => {},
}: {
  readonly untilStdinCloses?: boolean;
  /** Must end at once what would outlive this process. */
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
