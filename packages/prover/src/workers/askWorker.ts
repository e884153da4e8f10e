import type { Worker } from "node:worker_threads";

/**
 * Sends a message to a worker that replies to each message with one, and waits for the reply. Send one request at a time.
 *
 * @param died - creates the error for a worker that fails or ends instead of replying
 * @throws that error; the signal's reason when aborted. The worker is then in an unknown state: terminate it.
 */
export async function askWorker<Answer>(
  worker: Worker,
  request: unknown,
  died: (cause?: unknown) => Error,
  signal?: AbortSignal,
): Promise<Answer> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onError = (cause: unknown): void => reject(died(cause));
  const onExit = (): void => reject(died());
  const onAbort = (): void => reject(signal?.reason);
  worker.once("message", resolve).once("error", onError).once("exit", onExit);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    worker.postMessage(request);
    return await promise;
  } finally {
    worker.off("message", resolve).off("error", onError).off("exit", onExit);
    signal?.removeEventListener("abort", onAbort);
  }
}
