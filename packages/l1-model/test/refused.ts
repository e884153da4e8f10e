import assert from "node:assert/strict";
import { Refusal } from "../src/calls/Refusal.ts";
import type { RefusalName } from "../src/index.ts";

/** Asserts that a contract refuses a call with this error. */
export function refused(reason: RefusalName, call: () => void): void {
  assert.throws(call, (error) => {
    if (!(error instanceof Refusal)) throw error;
    assert.equal(error.reason, reason);
    return true;
  });
}
