import { TrellisError } from "@trellis/protocol";
import type { Libp2p } from "libp2p";

/** A libp2p stream. */
export type WireStream = Awaited<ReturnType<Libp2p["dialProtocol"]>>;

/**
 * Everything that the other side sends until it closes its half; ours is closed too.
 * @throws TRL-GSP-005 if that is more than `maxBytes`; the stream is aborted then, and whenever `signal` fires.
 */
export async function readAll(
  stream: WireStream,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const onAbort = (): void => stream.abort(new Error("took too long"));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of stream) {
      length += chunk.byteLength;
      if (length > maxBytes) {
        throw new TrellisError("TRL-GSP-005", "a peer answered with more than the protocol allows", {
          maxBytes,
        });
      }
      chunks.push(chunk.subarray());
    }
    signal.throwIfAborted();
    await stream.close({ signal });
    return new Uint8Array(Buffer.concat(chunks));
  } catch (error) {
    stream.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
