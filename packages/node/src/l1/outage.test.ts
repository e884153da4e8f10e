import assert from "node:assert/strict";
import { test } from "node:test";
import { L1Client, L1Connection, L1Follower } from "@trellis/l1";
import type { TrellisEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import { FaultyL1, type L1Faults } from "../../../l1/src/testing/FaultyL1.ts";
import { fastTime } from "../../../l1/src/testing/fastTime.ts";
import { Chain } from "../chain/Chain.ts";
import { ChainFollower } from "../chain/ChainFollower.ts";
import { Metrics } from "../telemetry/Metrics.ts";
import { Reporter } from "../telemetry/Reporter.ts";
import { TestNode } from "../testing/TestNode.ts";

const KEY = "9aa3d95b3bc440fa88ea12eaa4456161";

const faults: [string, L1Faults][] = [
  ["TRL-L1-040", { status: { code: 502, body: "no route for {url}" } }],
  ["TRL-L1-041", { status: { code: 429, body: "{url}" } }],
  ["TRL-L1-040", { down: true }],
];
for (const [code, fault] of faults) {
  test(`${code} an L1 that is down (${Object.keys(fault)}) is told once, by L1's code and without the key in its URL`, async (t) => {
    const provider = await FaultyL1.start(() => ({ result: "0x1" }));
    t.after(() => provider.stop());
    provider.path = `/v3/${KEY}`;
    provider.faults = fault;
    const lines: string[] = [];
    const events: TrellisEvent[] = [];
    const log = pino(
      { level: "info", serializers: { error: pino.stdSerializers.err } },
      { write: (line: string) => void lines.push(line) },
    );
    const life = new AbortController();
    const reporter = new Reporter(
      { log, metrics: new Metrics(), sink: (event) => events.push(event) },
      life.signal,
    );
    const connection = new L1Connection(provider.url, { time: fastTime, onChange: reporter.l1Provider });
    const client = new L1Client(connection, (await TestNode.started()).l1.addresses);
    let failures = 0;
    const enough = Promise.withResolvers<void>();
    const follower = new ChainFollower({
      follow: (handlers) =>
        new L1Follower(
          client,
          {
            onView: handlers.onView,
            onError: (error) => {
              handlers.onError(error);
              if (++failures === 40) enough.resolve();
            },
          },
          { pollMs: 1 },
        ),
      chain: new Chain(),
      listeners: [],
      emit: reporter.emit,
      onProblem: (error, where) => reporter.problem(error, where),
      onFatal: (error) => assert.fail(String(error)),
    });
    follower.start().catch(() => {});
    await enough.promise;
    await follower.stop();
    assert.deepEqual(
      events.map((event) => (event.event === "problem" ? event.code : event.event)),
      [code],
    );
    assert.equal(lines.length, 1, lines.join());
    const told = `${lines.join()}${JSON.stringify(events)}`;
    assert.ok(!told.includes(KEY) && !told.includes("/v3/"), told);
    assert.ok(!told.includes("report it"), told);
  });
}
