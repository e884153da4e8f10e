import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { NODES, VIEWS, WINNER } from "../../test/scriptedRun.ts";
import { EXPLANATION } from "./explainDevnet.ts";
import { DevnetModel } from "./model/DevnetModel.ts";
import { type FrameHeader, renderDevnet } from "./renderDevnet.ts";

const HEADER: FrameHeader = {
  proofs: "simulated",
  rollup: `0x${"99".repeat(20)}`,
  verifier: `0x${"77".repeat(20)}`,
  l1Rpc: "http://127.0.0.1:8545",
  rpc: "http://127.0.0.1:4000",
  index: "http://127.0.0.1:4001",
  dataDir: "/data/devnet",
  processes: 9,
};

/** A model after some views and the first events of some nodes. */
function modelAfter(views: number, events: Readonly<Record<string, number>>): DevnetModel {
  const model = new DevnetModel();
  for (const [by, count] of Object.entries(events)) {
    for (const event of NODES[by]!.slice(0, count)) model.onEvent(by, event);
  }
  for (const view of VIEWS.slice(0, views)) model.onView(view);
  return model;
}

const frame = (model: DevnetModel, header = HEADER): string[] =>
  renderDevnet(model, header).map(stripVTControlCharacters);

/** The one line that has all of these words. */
function lineWith(lines: readonly string[], ...words: (string | RegExp)[]): string {
  const found = lines.filter((line) =>
    words.every((word) => (typeof word === "string" ? line.includes(word) : word.test(line))),
  );
  assert.equal(found.length, 1, `${words.join(", ")} in ${found.length} lines of\n${lines.join("\n")}`);
  return found[0]!;
}

test("before L1 is read the frame says so", () => {
  const lines = frame(new DevnetModel());
  lineWith(lines, "reading L1");
  lineWith(lines, "SIMULATED PROOFS: nothing is proven", "9 processes", "http://127.0.0.1:4000");
  lineWith(lines, "data in /data/devnet");
});

test("real proofs are named as real, without a warning", () => {
  const text = frame(new DevnetModel(), { ...HEADER, proofs: "real" }).join("\n");
  assert.match(text, /real proofs/);
  assert.doesNotMatch(text, /SIMULATED/);
});

test("height, round, L1 block, phase and countdown are shown", () => {
  const bidding = frame(modelAfter(3, {}));
  lineWith(bidding, "height 1", "round 0", "L1 block 15", "propose, vote", /[█░]{20} 5 s left/);
  lineWith(frame(modelAfter(4, {})), "L1 block 21", "reveal, prove", "19 s left");
  lineWith(frame(modelAfter(1, {})), "the window opens with the first commitment");
});

test("each proposal is shown with bid, provers' share, votes, provers, score and state, the best first", () => {
  const lines = frame(
    modelAfter(3, { "proposer-1": 5, "proposer-2": 2, "prover-1": 2, "prover-2": 2, "prover-3": 2 }),
  );
  const best = lineWith(
    lines,
    "▸",
    "0xa1a1a1…a1a1",
    "proposer-1",
    "2 TRL",
    "60 %",
    "1.080e38",
    "committed, 2 tx",
  );
  assert.match(best, / 6 +3 +1\.080e38/);
  const rival = lineWith(lines, "proposer-2", "1 TRL", "60 %", "8.000e36", "committed");
  assert.match(rival, / 6 +2 +8\.000e36/);
  assert.ok(lines.indexOf(best) < lines.indexOf(rival));
});

test("the proof tree is shown node by node: who is named, who proves, who has proven and how fast", () => {
  const named = frame(modelAfter(4, { "proposer-1": 6 }));
  lineWith(named, "root", "[seat 2 · waiting]");
  lineWith(named, "leaves", "[seat 0 · waiting]", "[seat 1 · waiting]");
  const proving = frame(modelAfter(4, { "proposer-1": 6, "prover-1": 4, "prover-2": 3 }));
  lineWith(proving, "leaves", "[seat 0 ✓ 1.3 s]", "[seat 1 ⋯ 0 s]");
  lineWith(proving, "root", "[seat 2 · waiting]");
});

test("a node that another seat proves is marked", () => {
  const model = modelAfter(4, { "proposer-1": 6 });
  model.onEvent("prover-2", {
    event: "proving",
    proposalId: WINNER,
    depth: 1,
    index: 0,
    kind: "leaf",
    seat: 1,
    rescue: true,
  });
  lineWith(frame(model), "leaves", "[seat 1 for another ⋯ 0 s]");
});

test("rows of more than eight nodes are drawn as a bar", () => {
  const model = new DevnetModel();
  model.onView(VIEWS[0]!);
  const proposed = NODES["proposer-1"]!.find((event) => event.event === "proposed")!;
  model.onEvent("proposer-1", { ...proposed, depth: 4 });
  for (let index = 0; index < 5; index++) {
    model.onEvent("prover-1", {
      event: "proved",
      proposalId: WINNER,
      depth: 4,
      index,
      kind: "leaf",
      seat: 0,
      seconds: 1,
    });
  }
  lineWith(frame(model), "leaves", /[█░]{40} 5\/16/);
});

test("L1 transactions are shown with hash, gas and sender", () => {
  const lines = frame(modelAfter(5, { "proposer-1": 7 }));
  lineWith(lines, "commit ", "0xc0c0c0…c0c0", "130,000 gas", "proposer-1");
  lineWith(lines, "submitProof", "900,000 gas");
});

test("a final block is shown with winner, provers, burn, score and every payment", () => {
  const all = Object.fromEntries(Object.entries(NODES).map(([by, events]) => [by, events.length]));
  const lines = frame(modelAfter(VIEWS.length, all));
  lineWith(lines, "0xa1a1a1…a1a1 by proposer-1", "3 provers", "2 tx", "burned 2", "score 1.080e38");
  lineWith(lines, "won by 13.50 times: 3 provers, bid 2; proposer-2: 2 provers, bid 1");
  lineWith(lines, "proposer 4 + fees 0.1", "seat 0 1", "seat 1 1", "seat 2 4");
  lineWith(lines, "height 2");
});

test("a block that won because the better one was not proven says so", () => {
  const all = Object.fromEntries(Object.entries(NODES).map(([by, events]) => [by, events.length]));
  const model = modelAfter(VIEWS.length, all);
  const [height] = model.heights;
  model.heights[0] = { ...height!, provers: 1, rival: { ...height!.rival!, score: height!.score + 1n } };
  const line = lineWith(frame(model), "rival not proven: 1 prover, bid 2; proposer-2: 2 provers, bid 1");
  assert.ok(line.length <= 80);
});

test("the latest problem is shown with the node that has it", () => {
  lineWith(frame(modelAfter(1, { "proposer-2": 4 })), "proposer-2: finalize: too early");
});

test("a terminal of 80 by 24 shows score, state, time left and the newest block, and no line is cut", () => {
  const all = Object.fromEntries(Object.entries(NODES).map(([by, events]) => [by, events.length]));
  const header = { ...HEADER, dataDir: "/tmp/trellis-devnet-Q67dag", index: "http://127.0.0.1:44001" };
  for (let views = 0; views <= VIEWS.length; views++) {
    const size = { columns: 80, rows: 24 };
    const lines = renderDevnet(modelAfter(views, all), header, size).map(stripVTControlCharacters);
    assert.ok(lines.length < 24, `${lines.length} lines`);
    for (const line of lines) assert.ok([...line].length <= 80 || line.includes(": finalize"), line);
    if (views === 4) {
      lineWith(lines, "▸", "proposer-1", "1.080e38", "2 tx");
      lineWith(lines, "height 1", "α 3.000", "prove", /19 s left$/);
    }
    if (views === VIEWS.length) {
      lineWith(lines, "0xa1a1a1…a1a1 by proposer-1");
      lineWith(lines, "won by 13.50 times");
    }
  }
});

test("nobody leads while no proposal has a score", () => {
  assert.doesNotMatch(frame(modelAfter(1, { "proposer-1": 3 })).join("\n"), /▸/);
});

test("what the display means fits a terminal of 80 by 24", () => {
  assert.ok(EXPLANATION.length < 24);
  for (const line of EXPLANATION) assert.ok([...line].length <= 80, line);
});
