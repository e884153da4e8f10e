import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { NODES, VIEWS } from "../../test/scriptedRun.ts";
import {
  type DevnetReporter,
  type DevnetSummary,
  JsonReporter,
  LineReporter,
  LiveReporter,
} from "./DevnetReporter.ts";
import { DevnetModel } from "./model/DevnetModel.ts";

const HEADER = {
  proofs: "simulated",
  rollup: `0x${"99".repeat(20)}`,
  verifier: `0x${"77".repeat(20)}`,
  l1Rpc: "http://127.0.0.1:8545",
  rpc: "http://127.0.0.1:4000",
  index: "http://127.0.0.1:4001",
  dataDir: "/data/devnet",
  processes: 9,
} as const;

/** Plays a whole run to a reporter. */
function play(reporter: DevnetReporter): DevnetSummary {
  const model = new DevnetModel();
  reporter.warn("SIMULATED");
  reporter.progress("starting");
  for (const part of [0, 0.5, 1]) reporter.progress("making", part);
  reporter.running(HEADER, model);
  for (const [by, events] of Object.entries(NODES)) {
    for (const event of events) {
      model.onEvent(by, event);
      reporter.event(by, event);
    }
  }
  for (const view of VIEWS) for (const height of model.onView(view)) reporter.final(height);
  const summary: DevnetSummary = {
    event: "summary",
    finalised: 1,
    proofs: "simulated",
    verifier: `0x${"77".repeat(20)}`,
    heights: model.heights,
  };
  reporter.stop();
  reporter.summary(summary);
  reporter.stop();
  return summary;
}

test("JSON: every line is one event, the last is the summary, amounts are decimal strings", () => {
  let text = "";
  play(
    new JsonReporter((more) => {
      text += more;
    }),
  );
  assert.ok(text.endsWith("\n"));
  const events = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const event of events) assert.equal(typeof event.event, "string");
  for (const name of ["warning", "progress", "running", "proposed", "proved", "final"]) {
    assert.ok(
      events.some(({ event }) => event === name),
      name,
    );
  }
  const byNodes = events.filter(({ by }) => by !== undefined);
  assert.equal(byNodes.length, Object.values(NODES).flat().length);
  for (const { at } of byNodes) assert.ok(!Number.isNaN(Date.parse(String(at))));
  const last = events.at(-1) as {
    event: string;
    heights: { burn: string; score: string; gas: { commit: string } }[];
  };
  assert.equal(last.event, "summary");
  assert.equal(last.heights[0]?.burn, "2000000000000000000");
  assert.equal(last.heights[0]?.gas.commit, "130000");
});

test("lines for people: what happens, block by block, and the summary", () => {
  let text = "";
  play(
    new LineReporter((more) => {
      text += more;
    }),
  );
  for (const words of [
    "WARNING SIMULATED",
    "making 50 %",
    "running: 9 processes",
    "proposer-1   proposes 0xa1a1a1…a1a1 for height 1",
    "seat 2 votes for",
    "has proven leaf 1/0",
    "L1 submitProof",
    "problem: finalize: too early",
    "FINAL 1",
    "1 blocks final, simulated proofs",
    "130,000 / 900,000 / 120,000",
  ]) {
    assert.ok(text.includes(words), `${words} is missing in\n${text}`);
  }
});

for (const [columns, rows] of [
  [60, 12],
  [100, 50],
] as const) {
  test(`live: a frame fits a terminal of ${columns} by ${rows}, and the cursor is given back`, () => {
    let text = "";
    const out = { columns, rows, write: (more: string) => (text += more) };
    play(new LiveReporter(out as unknown as NodeJS.WriteStream));
    const frames = text.split("\x1b[H").slice(1);
    assert.ok(frames.length > 0);
    for (const frame of frames) {
      const lines = (frame.split("\x1b[J")[0] ?? "").split("\n").map(stripVTControlCharacters);
      assert.ok(lines.length < rows, `${lines.length} lines`);
      for (const line of lines) assert.ok([...line].length <= columns, line);
      assert.match(lines[0] ?? "", /^Trellis devnet/);
    }
    assert.ok(text.includes("\x1b[?25l"));
    assert.ok(text.lastIndexOf("\x1b[?25h") > text.lastIndexOf("\x1b[?25l"));
  });
}

test("live: ? explains and goes back, Ctrl-C ends the run, and the keyboard is given back", (t) => {
  const keys = Object.assign(new EventEmitter(), {
    isRaw: false,
    setRawMode(raw: boolean) {
      this.isRaw = raw;
      return this;
    },
    pause: () => keys,
    resume: () => keys,
  });
  const kill = t.mock.method(process, "kill", () => true);
  let text = "";
  const out = { columns: 80, rows: 24, write: (more: string) => (text += more) };
  const reporter = new LiveReporter(
    out as unknown as NodeJS.WriteStream,
    keys as unknown as NodeJS.ReadStream,
  );
  reporter.running(HEADER, new DevnetModel());
  assert.equal(keys.isRaw, true);
  keys.emit("data", Buffer.from("?"));
  assert.match(text, /What you see[\s\S]*score = provers\^α × bid²/);
  text = "";
  keys.emit("data", Buffer.from("x?"));
  assert.doesNotMatch(text, /What you see/);
  assert.match(text, /Trellis devnet/);
  keys.emit("data", Buffer.from("\x03"));
  assert.deepEqual(kill.mock.calls[0]?.arguments, [process.pid, "SIGINT"]);
  reporter.stop();
  assert.deepEqual([keys.isRaw, keys.listenerCount("data")], [false, 0]);
});
