import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { parseDevnetOptions } from "./DevnetOptions.ts";

test("without flags the network has three provers, two proposers, real proofs and runs on", () => {
  const options = parseDevnetOptions({});
  assert.equal(options.provers, 3);
  assert.equal(options.proposers, 2);
  assert.equal(options.proofs, "real");
  assert.equal(options.blocks, undefined);
});

test("flags come as text and are checked as text", () => {
  const options = parseDevnetOptions({
    blocks: "1",
    provers: "2048",
    depth: "11",
    rate: "0.5",
    proofs: "simulated",
  });
  assert.deepEqual(
    [options.blocks, options.provers, options.depth, options.rate, options.proofs],
    [1, 2048, 11, 0.5, "simulated"],
  );
});

const WRONG: Readonly<Record<string, readonly string[]>> = {
  blocks: ["0", "-1", "1.5", "many", "", "1000001"],
  provers: ["0", "2049", "three"],
  proposers: ["0", "65"],
  seatsPerProcess: ["0", "257"],
  depth: ["0", "12", "1.1"],
  proofs: ["none", "Real", ""],
  simulatedMs: ["-1", "600001", "0.5", "slow"],
  seed: ["", "x".repeat(65)],
  dataDir: [""],
  proposalWindow: ["0", "86401"],
  proofWindow: ["0", "604801"],
  rate: ["-1", "10001", "fast", "NaN", "Infinity"],
};

for (const [name, values] of Object.entries(WRONG)) {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  test(`each wrong ${flag} is refused by name`, () => {
    for (const value of values) {
      assert.throws(
        () => parseDevnetOptions({ [name]: value }),
        (error) => {
          assert.ok(error instanceof TrellisError && error.code === "TRL-CLI-001");
          assert.ok(error.message.includes(`${flag}: `), error.message);
          return true;
        },
        `${flag} ${JSON.stringify(value)} was taken`,
      );
    }
  });
}

test("every wrong flag is named at once, unknown ones too", () => {
  assert.throws(
    () => parseDevnetOptions({ blocks: "0", depth: "99", speed: "9" }),
    (error) =>
      ["--blocks: ", "--depth: ", "speed"].every((word) => (error as TrellisError).message.includes(word)),
  );
});
