import type { WireStream } from "./readAll.ts";

/**
 * The first bytes that the other side sends.
 * @throws an error for a request that is longer, or that ends before.
 */
export async function readRequest(
  stream: WireStream,
  bytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  let read = new Uint8Array();
  stream.addEventListener("message", ({ data }) => {
    read = new Uint8Array(Buffer.concat([read, data.subarray()]));
    if (read.length > bytes) reject(new Error("a request is longer than it may be"));
    else if (read.length === bytes) resolve(read);
  });
  const ended = (): void => reject(new Error("the request was cut off"));
  stream.addEventListener("end", ended);
  stream.addEventListener("close", ended);
  signal.addEventListener("abort", ended, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", ended);
  }
}
