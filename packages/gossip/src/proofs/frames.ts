import { concatBytes, fromHex, toHex } from "@trellis/protocol";
import { REQUEST_BYTES } from "./requests.ts";

const ID_BYTES = 32;
const HEADER_BYTES = ID_BYTES + 4;

/** An answer of `proofs/1`. */
export interface ProofAnswer {
  /** Of the proof, in hexadecimal. */
  readonly id: `0x${string}`;
  /** The proof; empty if nobody gives it. */
  readonly bytes: Uint8Array;
}

/** The id of a proof (32 bytes), the length of what follows (4 bytes), and the proof, or nothing. */
export function encodeAnswer({ id, bytes }: ProofAnswer): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concatBytes(fromHex(id), length, bytes);
}

/** Puts the pieces of a stream together and takes frames off it. It holds one frame and one piece at most. */
export class FrameReader<Frame> {
  readonly #take: (held: Uint8Array) => { readonly frame: Frame; readonly bytes: number } | undefined;
  #held: Uint8Array = new Uint8Array();

  /** @param take - the first frame and its bytes; undefined if it is not complete. It may throw. */
  constructor(take: (held: Uint8Array) => { readonly frame: Frame; readonly bytes: number } | undefined) {
    this.#take = take;
  }

  /** The frames that are complete with this piece. @throws what `take` throws. */
  *read(piece: Uint8Array): Generator<Frame> {
    this.#held = this.#held.length === 0 ? piece : concatBytes(this.#held, piece);
    for (let next = this.#take(this.#held); next !== undefined; next = this.#take(this.#held)) {
      this.#held = this.#held.subarray(next.bytes);
      yield next.frame;
    }
    // A copy: a view would keep the pieces in memory.
    this.#held = new Uint8Array(this.#held);
  }
}

/** A reader of requests: each has a fixed length. */
export function requestReader(): FrameReader<Uint8Array> {
  return new FrameReader((held) =>
    held.length < REQUEST_BYTES
      ? undefined
      : { frame: new Uint8Array(held.subarray(0, REQUEST_BYTES)), bytes: REQUEST_BYTES },
  );
}

/** A reader of answers. It throws at one that is longer than `maxBytes`. */
export function answerReader(maxBytes: number): FrameReader<ProofAnswer> {
  return new FrameReader((held) => {
    if (held.length < HEADER_BYTES) return undefined;
    const length = new DataView(held.buffer, held.byteOffset).getUint32(ID_BYTES);
    if (length > maxBytes) throw new RangeError("an answer is longer than any proof");
    if (held.length < HEADER_BYTES + length) return undefined;
    const bytes = new Uint8Array(held.subarray(HEADER_BYTES, HEADER_BYTES + length));
    return { frame: { id: toHex(held.subarray(0, ID_BYTES)), bytes }, bytes: HEADER_BYTES + length };
  });
}
