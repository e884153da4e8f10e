/** npm forwards a terminal's Ctrl-C to a process that already received it. Only a later signal counts as a second one. */
const SECOND_WISH_MS = 1_500;
const INTERRUPTED = 130;

/** Who asked a process to end: a person or service manager, who may wait for it, or the end of its parent, who does not. */
export type EndWish = "signal" | "parent gone";

/**
 * Resolves when this process is asked to end: by SIGINT, SIGTERM or SIGHUP (its terminal is gone) or, if wanted, when standard input
 * closes because the parent process is gone. A second signal ends it at once, after `onForce`.
 */
export function endOfRun({
  untilStdinCloses = false,
  onForce = () => {},
}: {
  readonly untilStdinCloses?: boolean;
  /** Must at once end everything that would outlive this process. */
  readonly onForce?: () => void;
} = {}): Promise<EndWish> {
  const { promise, resolve } = Promise.withResolvers<EndWish>();
  let askedAt: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    askedAt ??= now;
    if (now - askedAt > SECOND_WISH_MS) {
      onForce();
      process.exit(INTERRUPTED);
    }
    resolve("signal");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);
  if (untilStdinCloses) {
    void parentGone().then(() => resolve("parent gone"));
  }
  return promise;
}

/** Resolves when standard input closes: the process that supervises this one has gone. */
export function parentGone(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.stdin
    .on("end", () => resolve())
    .on("error", () => resolve())
    .resume();
  return promise;
}
