import assert from "node:assert/strict";
import { test } from "node:test";
import { throwsCode } from "../../test/throwsCode.ts";
import { afterFailure, escalatedBond, MAX_FAILURES } from "./bond.ts";

test("P9.6: the bond doubles with every failure, up to 64 times", () => {
  let failures = 0;
  for (const times of [1n, 2n, 4n, 8n, 16n, 32n, 64n, 64n]) {
    assert.equal(escalatedBond(10n ** 18n, failures), times * 10n ** 18n);
    failures = afterFailure(failures);
  }
});

test("P9.6: an impossible count of failures is refused", () => {
  for (const failures of [-1, 0.5, MAX_FAILURES + 1]) {
    throwsCode("TRL-PRO-018", () => escalatedBond(1n, failures));
    throwsCode("TRL-PRO-018", () => afterFailure(failures));
  }
});
