import assert from "node:assert/strict";
import { test } from "node:test";
import { ListBasicType, UintNumberType } from "@chainsafe/ssz";
import { throwsCode } from "../../test/throwsCode.ts";
import { sszCodec } from "./Codec.ts";

/** A list of up to 4 bytes whose reader is laxer than SSZ allows: it ignores a last byte 0. */
class LaxList extends ListBasicType<UintNumberType> {
  reads = 0;

  override deserialize(bytes: Uint8Array): number[] {
    this.reads++;
    return super.deserialize(bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes);
  }
}

const laxCodec = () => {
  const type = new LaxList(new UintNumberType(1), 4);
  return {
    type,
    codec: sszCodec<number[], number[]>(
      "list",
      type,
      (value) => value,
      (wire) => wire,
    ),
  };
};

test("bytes that decode but differ from the canonical encoding are refused, whatever the reader tolerates", () => {
  const { codec } = laxCodec();
  assert.deepEqual(codec.decode(Uint8Array.of(1, 2)), [1, 2]);
  throwsCode("TRL-PRO-016", () => codec.decode(Uint8Array.of(1, 2, 0)));
});

test("a value that would not decode to itself is not encoded", () => {
  const { codec } = laxCodec();
  assert.deepEqual(codec.encode([1, 2]), Uint8Array.of(1, 2));
  throwsCode("TRL-PRO-020", () => codec.encode([1, 0]));
  throwsCode("TRL-PRO-020", () => codec.encode([256]));
});

test("a message that is too long is refused unread", () => {
  const { codec, type } = laxCodec();
  assert.equal(codec.maxBytes, 4);
  throwsCode("TRL-PRO-016", () => codec.decode(new Uint8Array(5).fill(1)));
  assert.equal(type.reads, 0);
  codec.decode(new Uint8Array(4).fill(1));
  assert.equal(type.reads, 1);
});

test("any error while reading a message becomes TRL-PRO-016 with its cause", () => {
  const codec = sszCodec<number, number>(
    "number",
    new UintNumberType(1),
    (value) => value,
    () => {
      throw new RangeError("no");
    },
  );
  throwsCode("TRL-PRO-016", () => codec.decode(Uint8Array.of(1)));
  assert.throws(
    () => codec.decode(Uint8Array.of(1)),
    (error: Error) => error.cause instanceof RangeError,
  );
});
