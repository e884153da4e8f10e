import assert from "node:assert/strict";
import { test } from "node:test";
import { concatBytes, toHex } from "@trellis/protocol";
import fc from "fast-check";
import { answerReader, encodeAnswer, type ProofAnswer, requestReader } from "./frames.ts";
import { REQUEST_BYTES } from "./requests.ts";

const MAX = 200;

/** Cuts bytes at these places, as the network does. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => Buffer.from(bytes.subarray(at[i], end)));
}

const answer: fc.Arbitrary<ProofAnswer> = fc.record({
  id: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex),
  bytes: fc.uint8Array({ maxLength: MAX }),
});

test("answers arrive as they were sent, wherever the network cuts them", () => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 6 }), fc.array(fc.nat()), (answers, cuts) => {
      const reader = answerReader(MAX);
      const sent = pieces(concatBytes(...answers.map(encodeAnswer)), cuts);
      const read = sent.flatMap((piece) => [...reader.read(piece)]);
      assert.deepEqual(
        read.map(({ id, bytes }) => ({ id, bytes: [...bytes] })),
        answers.map(({ id, bytes }) => ({ id, bytes: [...bytes] })),
      );
    }),
  );
});

test("requests arrive one by one, wherever the network cuts them", () => {
  const request = fc.uint8Array({ minLength: REQUEST_BYTES, maxLength: REQUEST_BYTES });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 6 }), fc.array(fc.nat()), (requests, cuts) => {
      const reader = requestReader();
      const read = pieces(concatBytes(...requests), cuts).flatMap((piece) => [...reader.read(piece)]);
      assert.deepEqual(read, requests);
    }),
  );
});

test("an answer that is longer than it may be is refused by its length, before its bytes are there", () => {
  const reader = answerReader(MAX);
  const frame = encodeAnswer({ id: toHex(new Uint8Array(32)), bytes: new Uint8Array(MAX + 1) });
  assert.throws(() => [...reader.read(frame.subarray(0, 36))], RangeError);
});
