import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import { Metrics } from "./Metrics.ts";
import { Reporter } from "./Reporter.ts";

function reporting() {
  const events: TrellisEvent[] = [];
  const logged: string[] = [];
  const metrics = new Metrics();
  const life = new AbortController();
  const log = pino({ level: "warn" }, { write: (line: string) => void logged.push(JSON.parse(line).where) });
  const reporter = new Reporter({ log, metrics, sink: (event) => events.push(event) }, life.signal);
  return { reporter, events, logged, metrics, life };
}

test("an event goes to the sink and to the metrics", async () => {
  const { reporter, events, metrics } = reporting();
  const head = { event: "head", height: 7n, proposalId: "0x01", stateRoot: "0x02" } as const;
  reporter.emit(head);
  assert.deepEqual(events, [head]);
  assert.match(await metrics.text(), /trellis_head_height 7/);
});

test("a problem has its code, if there is one, and the place where it happened", () => {
  const { reporter, events, logged } = reporting();
  reporter.problem(new TrellisError("TRL-NOD-013", "events are missing"), "follow L1");
  reporter.problem("odd", "rpc");
  assert.deepEqual(events, [
    { event: "problem", code: "TRL-NOD-013", message: "follow L1: TRL-NOD-013: events are missing" },
    { event: "problem", code: "TRL-NOD-099", message: "rpc: odd" },
  ]);
  assert.deepEqual(logged, ["follow L1", "rpc"]);
});

test("a failure because the node stops is not a problem", () => {
  const { reporter, events, logged, life } = reporting();
  life.abort();
  reporter.problem(new Error("cut short"), "gossip");
  assert.deepEqual([events, logged], [[], []]);
});
