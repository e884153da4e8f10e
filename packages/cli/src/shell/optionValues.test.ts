import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { optionValues, parseOptions } from "./optionValues.ts";

const parsed = (name: keyof typeof optionValues, value: string): unknown => {
  const schema = optionValues[name];
  assert.ok(schema instanceof z.ZodType);
  return schema.parse(value);
};
const refused = (name: keyof typeof optionValues, ...values: string[]): void => {
  for (const value of values) assert.throws(() => parsed(name, value), z.ZodError, `${name} ${value}`);
};

test("amounts are tokens of 18 decimals, or smallest units, exactly", () => {
  assert.equal(parsed("amount", "1.5"), 1_500_000_000_000_000_000n);
  assert.equal(parsed("amount", "0.000000000000000001"), 1n);
  assert.equal(parsed("amount", "007"), 7n * 10n ** 18n);
  assert.equal(parsed("amount", "1500wei"), 1_500n);
  assert.equal((parsed("amount", "123456789012345678901234567.000000000000000009") as bigint) % 10n, 9n);
  refused(
    "amount",
    "",
    "-1",
    "1e18",
    "1.",
    ".5",
    "1.0000000000000000001",
    "1,5",
    "1.5wei",
    "wei",
    " 1",
    "0x10",
  );
});

test("per cent become 1/10,000", () => {
  assert.equal(parsed("percent", "0.5"), 50);
  assert.equal(parsed("percent", "100"), 10_000);
  assert.equal(parsed("percent", "0.29"), 29);
  refused("percent", "100.01", "-1", "0.005", "5%", "");
});

test("numbers, addresses, hashes and URLs have one form and their range", () => {
  assert.equal(parsed("seat", "2047"), 2_047);
  assert.equal(parsed("account", "1048575"), 1_048_575);
  assert.equal(parsed("asset", "1"), 1);
  assert.equal(parsed("hash", `0x${"AB".repeat(32)}`), `0x${"ab".repeat(32)}`);
  assert.equal(parsed("address", `0x${"Ab".repeat(20)}`), `0x${"ab".repeat(20)}`);
  refused("seat", "2048", "-1", "1.5", "one", "");
  refused("account", "1048576");
  refused("asset", "2", "native");
  refused("address", "0x12", "ab".repeat(20), `0x${"ag".repeat(20)}`);
  refused("hash", `0x${"ab".repeat(31)}`);
  refused("url", "localhost:8545", "ftp://x", "");
});

test("every wrong option is named as the user wrote it", () => {
  const schema = z.strictObject({ seatKeyFile: optionValues.file, seat: optionValues.seat });
  assert.deepEqual(parseOptions(schema, { seatKeyFile: "a", seat: "3" }), { seatKeyFile: "a", seat: 3 });
  assert.throws(() => parseOptions(schema, { seatKeyFile: "", seat: "x" }), {
    code: "TRL-CLI-004",
    message: /--seat-key-file: expected the name of a file; --seat: expected a whole number/,
  });
});
