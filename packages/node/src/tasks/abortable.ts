/** `work`, or the signal's reason as soon as it aborts. The work then goes on, but its result is ignored. */
export async function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  // The promise that loses the race may still reject.
  work.catch(() => {});
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
