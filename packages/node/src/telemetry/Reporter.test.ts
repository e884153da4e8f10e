import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import { Metrics } from "./Metrics.ts";
import { quietLog } from "./quietLog.ts";
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

test("an L1 provider that goes down is one problem, and what fails for it is none", async () => {
  const { reporter, events, logged, metrics } = reporting();
  const error = new TrellisError("TRL-L1-040", "the L1 provider does not answer (http://l1)");
  reporter.l1Provider({ provider: "http://l1", isUp: false, error });
  for (let i = 0; i < 9; i++) reporter.problem(error, "follow L1");
  assert.deepEqual(
    events.map((event) => event.event === "problem" && event.code),
    ["TRL-L1-040"],
  );
  assert.equal(logged.length, 1);
  assert.match(await metrics.text(), /trellis_l1_provider_up\{provider="http:\/\/l1"\} 0/);
  reporter.l1Provider({ provider: "http://l1", isUp: true });
  assert.equal(events.length, 1);
  assert.match(await metrics.text(), /trellis_l1_provider_up\{provider="http:\/\/l1"\} 1/);
});

test("an L1 signer that stops to sign is one problem, and what fails for it is none", async () => {
  const { reporter, events, logged, metrics } = reporting();
  const error = new TrellisError("TRL-L1-050", "the L1 signer does not answer (http://signer)");
  reporter.l1Signer({ signer: "http://signer", isUp: true });
  assert.match(await metrics.text(), /trellis_l1_signer_up\{signer="http:\/\/signer"\} 1/);
  reporter.l1Signer({ signer: "http://signer", isUp: false, error });
  for (let i = 0; i < 9; i++) reporter.problem(error, "claim");
  assert.deepEqual(events, [
    { event: "problem", code: "TRL-L1-050", message: `L1 signer: ${error.message}` },
  ]);
  assert.equal(logged.length, 1);
  assert.match(await metrics.text(), /trellis_l1_signer_up\{signer="http:\/\/signer"\} 0/);
});

test("roles' failures for want of L1 are details of the log", () => {
  const lines: [number, string][] = [];
  const log = pino(
    { level: "debug" },
    { write: (line: string) => void lines.push([JSON.parse(line).level, JSON.parse(line).msg]) },
  );
  const quiet = quietLog(log);
  quiet.warn({ error: new TrellisError("TRL-L1-041", "too many") }, "a duty failed");
  quiet.warn({ error: new TrellisError("TRL-L1-010", "refused") }, "a duty failed");
  quiet.info("all is well");
  assert.deepEqual(lines, [
    [20, "a duty failed"],
    [40, "a duty failed"],
    [30, "all is well"],
  ]);
});

test("a check that fails again and again is one problem", async () => {
  const { reporter, events } = reporting();
  let isRight = false;
  const check = reporter.oneProblem("L1 agreement", async () => {
    if (!isRight) throw new TrellisError("TRL-L1-044", "two chains");
  });
  for (let i = 0; i < 3; i++) await assert.rejects(check(), { code: "TRL-L1-044" });
  assert.equal(events.length, 1);
  isRight = true;
  await check();
  isRight = false;
  await assert.rejects(check());
  assert.equal(events.length, 2);
});
