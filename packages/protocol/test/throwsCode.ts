import assert from "node:assert/strict";
import { TrellisError } from "@trellis/field";

/** Asserts that `act` throws a TrellisError of this code and nothing else. */
export function throwsCode(code: string, act: () => unknown): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof TrellisError, `not a TrellisError: ${error}`);
    assert.equal(error.code, code);
    return true;
  });
}
