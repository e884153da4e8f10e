import type { WireStream } from "../streams/readAll.ts";
import { encodeAnswer, requestReader } from "./frames.ts";
import { decodeRequest, type ProofRequest } from "./requests.ts";

/** How requests of one stream are answered. */
export interface LaneServing {
  /** The proof; undefined if nobody gives it. The signal fires when nobody waits any more. @throws to cut the stream. */
  readonly answer: (request: ProofRequest, signal: AbortSignal) => Promise<Uint8Array | undefined>;
  /** Requests that may be under way at a time; at one more the stream is cut. */
  readonly most: number;
  /** Ends the serving. */
  readonly signal: AbortSignal;
}

/**
 * Answers the requests of a stream as they come, each when its proof is there, until the other side closes it.
 * @throws for a request that is torn, for too many at a time, and what `answer` throws. The stream should be cut then.
 */
export async function serveLane(stream: WireStream, { answer, most, signal }: LaneServing): Promise<void> {
  const reader = requestReader();
  const left = new AbortController();
  const within = AbortSignal.any([signal, left.signal]);
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  let underWay = 0;
  /** Answers are written one after the other. */
  let written: Promise<void> = Promise.resolve();
  const write = (frame: Uint8Array): void => {
    written = written.then(async () => {
      if (!within.aborted && !stream.send(frame)) await stream.onDrain({ signal: within });
    });
    written.catch(reject);
  };
  const serve = async (request: ProofRequest): Promise<void> => {
    underWay++;
    try {
      const bytes = (await answer(request, within)) ?? new Uint8Array();
      if (!within.aborted) write(encodeAnswer({ id: request.id, bytes }));
    } finally {
      underWay--;
    }
  };
  stream.addEventListener("message", ({ data }) => {
    try {
      for (const frame of reader.read(data.subarray())) {
        if (underWay >= most) throw new Error("too many requests at a time");
        serve(decodeRequest(frame)).catch(reject);
      }
    } catch (error) {
      reject(error);
    }
  });
  stream.addEventListener("end", () => resolve());
  stream.addEventListener("close", () => resolve());
  const onStop = (): void => resolve();
  signal.addEventListener("abort", onStop, { once: true });
  try {
    await ended;
  } finally {
    signal.removeEventListener("abort", onStop);
    left.abort();
  }
  if (stream.status === "open") await stream.close({ signal: AbortSignal.timeout(1_000) });
}
