import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { CommanderError } from "commander";
import { EXIT_CODES, exitCodeOf } from "./exitCode.ts";

test("the kind of failure decides the exit code", () => {
  const of = (code: string): number => exitCodeOf(new TrellisError(code, ""));
  assert.equal(of("TRL-L1-010"), EXIT_CODES.refused);
  assert.equal(of("TRL-CLN-002"), EXIT_CODES.refused);
  assert.equal(of("TRL-L1-051"), EXIT_CODES.refused);
  for (const code of ["TRL-L1-040", "TRL-L1-041", "TRL-L1-044", "TRL-L1-045", "TRL-L1-050"]) {
    assert.equal(of(code), EXIT_CODES.unreachable);
  }
  assert.equal(of("TRL-L1-011"), EXIT_CODES.failed, "L1 has answered");
  assert.equal(of("TRL-L1-016"), EXIT_CODES.broke);
  assert.equal(of("TRL-CLI-033"), EXIT_CODES.broke);
  assert.equal(of("TRL-CLN-001"), EXIT_CODES.unreachable);
  assert.equal(of("TRL-CLN-005"), EXIT_CODES.timeout);
  assert.equal(of("TRL-CLN-015"), EXIT_CODES.expired);
  assert.equal(of("TRL-CLI-004"), EXIT_CODES.failed);
  assert.equal(exitCodeOf(new Error("anything")), EXIT_CODES.failed);
  assert.equal(exitCodeOf(new CommanderError(0, "commander.helpDisplayed", "")), 0);
});
