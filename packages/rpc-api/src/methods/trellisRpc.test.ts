import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_MODULUS } from "@trellis/protocol";
import fc from "fast-check";
import { z } from "zod";
import { decimal } from "../wire/decimal.ts";
import { fieldElement } from "../wire/fieldElement.ts";
import { hexBytes } from "../wire/hexBytes.ts";
import { hexString } from "../wire/hexString.ts";
import { signedDecimal } from "../wire/signedDecimal.ts";
import { trellisRpc } from "./trellisRpc.ts";

const uint = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const CODECS = [
  ["decimal", decimal, uint],
  ["signedDecimal", signedDecimal, fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n })],
  ["fieldElement", fieldElement, fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n })],
  ["hexBytes", hexBytes(0, 40), fc.uint8Array({ maxLength: 40 })],
] as const;

for (const [name, codec, values] of CODECS) {
  test(`${name}: encodes to plain JSON and decodes to the same value`, () => {
    fc.assert(
      fc.property(values as fc.Arbitrary<bigint | Uint8Array>, (value) => {
        const text = z.encode(codec as z.ZodType<unknown, unknown>, value);
        assert.equal(typeof text, "string");
        assert.deepEqual(codec.parse(text), value);
      }),
    );
  });
}

test("numbers out of range do not decode", () => {
  for (const text of ["-1", "1.5", "", "0x1", "1e3", " 1", "9".repeat(79)]) {
    assert.equal(decimal.safeParse(text).success, false, text);
  }
  for (const text of [String(FIELD_MODULUS), `0x${FIELD_MODULUS.toString(16)}`, "-1", "0x", ""]) {
    assert.equal(fieldElement.safeParse(text).success, false, text);
  }
  assert.equal(decimal.safeParse(5).success, false);
});

test("hashes and addresses are read in either case and come out in lower case", () => {
  const address = hexString(20);
  assert.equal(address.parse(`0x${"Ab".repeat(20)}`), `0x${"ab".repeat(20)}`);
  for (const text of [
    `0x${"ab".repeat(19)}`,
    `0x${"ab".repeat(21)}`,
    "ab".repeat(20),
    `0x${"zz".repeat(20)}`,
  ]) {
    assert.equal(address.safeParse(text).success, false, text);
  }
});

test("a transaction's hash is read with or without leading zeros, or in decimal", () => {
  const { params } = trellisRpc.trellis_getTransaction;
  const hash = `0x${"0".repeat(62)}1f`;
  for (const text of [hash, "0x1f", "0x1F", "31"]) assert.deepEqual(params.parse([text]), [hash]);
  assert.equal(params.safeParse([String(FIELD_MODULUS)]).success, false);
});

test("fields that a later version adds to a result are ignored", () => {
  const { result } = trellisRpc.trellis_getPool;
  const pool = { height: "1", reserves: ["2", "3"], later: true };
  assert.deepEqual(result.parse(pool), { height: 1n, reserves: [2n, 3n] });
});
