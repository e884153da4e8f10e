import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "@trellis/protocol";
import fc from "fast-check";
import { LOSER, NODES, TX, VIEWS, viewAt, WINNER } from "../../../test/scriptedRun.ts";
import { DevnetModel } from "./DevnetModel.ts";
import type { HeightSummary } from "./HeightSummary.ts";

const TOKEN = 10n ** 18n;

/** The proposal as its proposer reports it. */
const PLAN = { strategy: "fees", expectedProfit: 1_000n, backrun: 0n };

const EXPECTED: Omit<HeightSummary, "seconds"> = {
  height: 1,
  winner: { proposalId: WINNER, proposer: `0x${"11".repeat(20)}`, by: "proposer-1", plan: PLAN },
  provers: 3,
  transactions: 2,
  burn: 2n * TOKEN,
  score: score(3, 2n * TOKEN),
  rival: { proposalId: LOSER, by: "proposer-2", provers: 2, burn: TOKEN, score: score(2, TOKEN) },
  fees: TOKEN / 10n,
  proposerReward: 4n * TOKEN,
  proverReward: 6n * TOKEN,
  claimsFrom: 52n,
  gas: { commit: 130_000n, submitProof: 900_000n, finalize: 120_000n },
  payments: [
    { seat: 0, amount: TOKEN },
    { seat: 1, amount: TOKEN },
    { seat: 2, amount: 4n * TOKEN },
  ],
};

function assertFinal(model: DevnetModel): void {
  assert.equal(model.heights.length, 1);
  const { seconds, ...rest } = model.heights[0]!;
  assert.deepEqual(rest, EXPECTED);
  for (const [phase, value] of Object.entries(seconds)) assert.ok(value >= 0, phase);
  assert.equal(model.proposals.get(WINNER)?.state, "won");
  assert.equal(model.proposals.get(LOSER)?.state, "lost");
}

/** Plays a number of views, and of each node's events, where `undefined` is all. */
function play(model: DevnetModel, views: number, events?: Readonly<Record<string, number>>): void {
  for (const [by, told] of Object.entries(NODES)) {
    for (const event of told.slice(0, events === undefined ? undefined : (events[by] ?? 0))) {
      model.onEvent(by, event);
    }
  }
  for (const view of VIEWS.slice(0, views)) model.onView(view);
}

test("a run folds into its summary, and the final height is reported once", () => {
  const model = new DevnetModel();
  play(model, 0);
  const finals = VIEWS.map((view) => model.onView(view).length);
  assert.deepEqual(finals, [0, 0, 0, 0, 0, 1, 0, 0]);
  assertFinal(model);
  assert.equal(model.problems.length, 1);
});

test("the order in which processes are heard changes nothing", () => {
  const sources = [...Object.keys(NODES), "L1"];
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(sources.length - 1)), (turns) => {
      const model = new DevnetModel();
      const told = new Map<string, number>(sources.map((source) => [source, 0]));
      for (const turn of turns) {
        const open = sources.filter(
          (source) => told.get(source)! < (source === "L1" ? VIEWS : NODES[source]!).length,
        );
        const source = open[turn % open.length];
        if (source === undefined) break;
        const at = told.get(source)!;
        told.set(source, at + 1);
        if (source === "L1") model.onView(VIEWS[at]!);
        else model.onEvent(source, NODES[source]![at]!);
      }
      assertFinal(model);
      const { tree, votes, voters } = model.proposals.get(WINNER)!;
      assert.deepEqual([...tree.keys()].sort(), ["0/0", "1/0", "1/1"]);
      for (const { state, rescue } of tree.values())
        assert.deepEqual({ state, rescue }, { state: "proved", rescue: false });
      assert.equal(votes, 6);
      assert.equal(voters.size, 3);
    }),
    { numRuns: 300 },
  );
});

test("only L1 reports a block by a proposer outside the devnet", () => {
  const model = new DevnetModel();
  play(model, VIEWS.length, {});
  const [height] = model.heights;
  assert.equal(height?.winner.by, "0x111111…1111");
  assert.equal(height.provers, 3);
  assert.equal(height.transactions, 2);
  assert.deepEqual(height.gas, { commit: undefined, submitProof: undefined, finalize: undefined });
  assert.equal(height.payments.length, 3);
});

test("after a reorganisation only what L1 reports again stands, and it is not reported as new", () => {
  const model = new DevnetModel();
  play(model, VIEWS.length);
  const events = VIEWS.flatMap((view) => view.events);
  assert.deepEqual(model.onView({ ...VIEWS.at(-1)!, reset: true, events }), []);
  assertFinal(model);
  const undone = events.filter(({ eventName }) => eventName !== "Finalized");
  model.onView({ ...VIEWS.at(-1)!, reset: true, events: undone });
  assert.deepEqual(model.heights, []);
});

test("proposals of the running round are ranked by score; those of other rounds are not shown", () => {
  const model = new DevnetModel();
  play(model, 3);
  assert.deepEqual(
    model.current().map(({ id, state }) => [id, state]),
    [
      [WINNER, "revealed"],
      [LOSER, "committed"],
    ],
  );
  model.onView(
    viewAt(41, [], {
      isOpen: false,
      round: { height: 1, number: 1, alpha: 196_608, start: 0, commitEnd: 0, proofStart: 0 },
    }),
  );
  assert.deepEqual(model.current(), []);
});

test("P3: the phase and its remaining time follow L1's time", () => {
  const model = new DevnetModel();
  assert.equal(model.phase.name, "waiting");
  for (const [second, name, secondsLeft] of [
    [12, "proposal", 8],
    [20, "proof", 20],
    [40, "finalisable", 0],
  ] as const) {
    model.onView(viewAt(second, []));
    assert.deepEqual(model.phase, { name, secondsLeft });
  }
  model.onView(viewAt(41, [], { isOpen: false }));
  assert.deepEqual(model.phase, { name: "waiting", secondsLeft: 0 });
});

test("a node that is given up is open again, a node that another seat has proven stays proven", () => {
  const model = new DevnetModel();
  play(model, 3, { "proposer-1": 4 });
  const node = { proposalId: WINNER, depth: 1, index: 0 };
  const cell = () => model.proposals.get(WINNER)?.tree.get("1/0");
  model.onEvent("prover-1", { event: "proving", ...node, kind: "leaf", seat: 0, rescue: false });
  assert.equal(cell()?.state, "proving");
  model.onEvent("prover-1", { event: "proving_stopped", ...node, seat: 0, reason: "x" });
  assert.equal(cell(), undefined);
  model.onEvent("prover-1", { event: "proving", ...node, kind: "leaf", seat: 0, rescue: false });
  model.onEvent("prover-2", { event: "proving", ...node, kind: "leaf", seat: 1, rescue: true });
  model.onEvent("prover-2", { event: "proved", ...node, kind: "leaf", seat: 1, seconds: 2 });
  assert.deepEqual(cell(), { state: "proved", seat: 1, rescue: true, time: 2 });
  model.onEvent("prover-1", { event: "proving_stopped", ...node, seat: 0, reason: "proven by another" });
  assert.equal(cell()?.state, "proved");
  // The named seat's own proof comes late. Its parents take that one.
  model.onEvent("prover-1", { event: "proved", ...node, kind: "leaf", seat: 0, seconds: 9 });
  assert.deepEqual(cell(), { state: "proved", seat: 0, rescue: false, time: 9 });
});

test("lists are bounded", () => {
  const model = new DevnetModel();
  for (let i = 0; i < 5_000; i++) {
    model.onEvent("x", { event: "l1_transaction", action: "claimReward", hash: TX.claim, gas: 1n });
    model.onEvent("x", { event: "problem", code: "TRL-NOD-099", message: "m" });
    model.onEvent("x", { event: "voted", proposalId: `0x${i}`, seat: 1, votes: 1 });
  }
  assert.equal(model.transactions.length, 200);
  assert.equal(model.problems.length, 200);
  assert.equal(model.proposals.size, 0);
});
