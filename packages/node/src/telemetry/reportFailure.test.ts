import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import { eventLine } from "./eventLine.ts";
import { reportFailure } from "./reportFailure.ts";

function reported(error: unknown) {
  const events: TrellisEvent[] = [];
  const levels: number[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void levels.push(JSON.parse(line).level) });
  reportFailure({ log, emit: (event) => events.push(event) }, error, "commit 0x12", "commit");
  return { events, level: levels[0] };
}

test("a duty that failed is a warning and a problem", () => {
  assert.deepEqual(reported(new TrellisError("TRL-NOD-009", "the disk is full")), {
    events: [
      {
        event: "problem",
        code: "TRL-NOD-009",
        message: "commit 0x12: TRL-NOD-009: the disk is full",
        duty: "commit",
      },
    ],
    level: 40,
  });
  assert.equal(reported("odd").events[0]?.event, "problem");
});

test("a lost race is told to developers only", () => {
  for (const code of ["TRL-L1-010", "TRL-L1-012"]) {
    assert.deepEqual(reported(new TrellisError(code, "another was faster")), { events: [], level: 20 });
  }
});

test("each duty and its outcome is one line of the log", () => {
  const at = { proposalId: `0x${"ab".repeat(32)}`, depth: 1, index: 0, kind: "leaf", seat: 4 } as const;
  assert.deepEqual(eventLine({ event: "proved", ...at, seconds: 6.04 }), {
    level: "info",
    text: "seat 4 proved leaf 1/0 of 0xababab…abab in 6.0 s",
  });
  assert.equal(eventLine({ event: "missed", ...at })?.level, "warn");
  assert.equal(eventLine({ event: "proving", ...at, rescue: true })?.level, "debug");
  assert.equal(eventLine({ event: "problem", code: "x", message: "y" }), undefined);
});
