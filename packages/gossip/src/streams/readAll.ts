import { TrellisError } from "@trellis/protocol";
import type { Libp2p } from "libp2p";

/** A libp2p stream. */
export type WireStream = Awaited<ReturnType<Libp2p["dialProtocol"]>>;

/** The thrown value as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/**
 * Reads everything that the other side sends until it closes its half. Our half is closed too.
 * @throws TRL-GSP-005 if that is more than `maxBytes`; otherwise the error that cut the stream or fired
 * `signal`. The stream is then aborted.
 */
export async function readAll(
  stream: WireStream,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(asError(signal.reason));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    // Iterating the stream would miss an end that came before the first look; `readableEnded` does not.
    stream.addEventListener("end", () => resolve());
    stream.addEventListener("close", ({ error }) => (error === undefined ? resolve() : reject(error)));
    stream.addEventListener("message", ({ data }) => {
      length += data.byteLength;
      if (length <= maxBytes) chunks.push(data.subarray());
      else
        reject(
          new TrellisError("TRL-GSP-005", "a peer answered with more than the protocol allows", { maxBytes }),
        );
    });
    if (stream.readableEnded) resolve();
    await ended;
    await stream.close({ signal });
    return new Uint8Array(Buffer.concat(chunks));
  } catch (error) {
    stream.abort(asError(error));
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
