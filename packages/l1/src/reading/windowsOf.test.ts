import assert from "node:assert/strict";
import { test } from "node:test";
import { windowsOf } from "./windowsOf.ts";

const STATUS = { windowOpen: true, windowStart: 10n, commitEnd: 70n, proofStart: 71n, proofEnd: 671n };

test("P3.3 a round has windows once its first commitment has opened one", () => {
  assert.deepEqual(windowsOf(STATUS), { start: 10n, commitEnd: 70n, proofStart: 71n, proofEnd: 671n });
  assert.equal(windowsOf({ ...STATUS, windowOpen: false }), undefined);
});
