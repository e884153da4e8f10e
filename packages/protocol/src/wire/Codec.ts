import type { Type } from "@chainsafe/ssz";
import { TrellisError } from "@trellis/field";

/** The encoding of one message: SSZ bytes, at most `maxBytes`. */
export interface Codec<T> {
  readonly maxBytes: number;
  /** @throws TRL-PRO-020 if a field does not fit the encoding, which would otherwise truncate it silently. */
  encode(value: T): Uint8Array;
  /** @throws TRL-PRO-016 if the bytes are not such a message; nothing else is thrown. */
  decode(bytes: Uint8Array): T;
}

/**
 * A codec from an SSZ type and the mapping between its fields and the message.
 * Every value has one encoding: what decodes must encode to the same bytes, so no message has two forms.
 */
export function sszCodec<T, Wire>(
  name: string,
  type: Type<Wire>,
  toWire: (value: T) => Wire,
  fromWire: (wire: Wire) => T,
): Codec<T> {
  const maxBytes = type.maxSize;
  return {
    maxBytes,
    encode(value) {
      try {
        const wire = toWire(value);
        const bytes = type.serialize(wire);
        if (type.equals(type.deserialize(bytes), wire)) return bytes;
      } catch (cause) {
        throw new TrellisError("TRL-PRO-020", `this ${name} cannot be encoded`, {}, cause);
      }
      throw new TrellisError("TRL-PRO-020", `a field of this ${name} does not fit its encoding`);
    },
    decode(bytes) {
      if (bytes.length > maxBytes) {
        throw new TrellisError("TRL-PRO-016", `a ${name} has at most ${maxBytes} bytes`, {
          bytes: bytes.length,
        });
      }
      // Fields decoded from a Node.js Buffer would be Buffers too. Their slices share memory; slices of a Uint8Array are copies.
      const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      try {
        const wire = type.deserialize(plain);
        if (Buffer.compare(type.serialize(wire), bytes) !== 0) throw new Error("not the canonical encoding");
        return fromWire(wire);
      } catch (cause) {
        throw new TrellisError(
          "TRL-PRO-016",
          `these bytes are not a valid ${name}`,
          { bytes: bytes.length },
          cause,
        );
      }
    },
  };
}
