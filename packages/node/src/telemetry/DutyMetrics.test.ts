import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrellisEvent } from "@trellis/rpc-api";
import { Registry } from "prom-client";
import { DutyMetrics } from "./DutyMetrics.ts";
import { dutyOf } from "./duties.ts";

const place = { proposalId: `0x${"ab".repeat(32)}`, depth: 1, index: 0, kind: "leaf", seat: 4 } as const;

/** Lines of the metrics after these events, which follow one another after two seconds each. */
async function shown(events: readonly TrellisEvent[]): Promise<string> {
  const registry = new Registry();
  let now = 0;
  const metrics = new DutyMetrics(registry, () => now);
  for (const event of events) {
    metrics.observe(event);
    now += 2_000;
  }
  return registry.metrics();
}

const duty = (name: string, outcome: string): string =>
  `trellis_duties_total{duty="${name}",outcome="${outcome}"}`;

test("a duty that is done, fails or is late is counted by its outcome", async () => {
  const text = await shown([
    { event: "voted", proposalId: place.proposalId, seat: 4, votes: 3 },
    { event: "proved", ...place, seconds: 5 },
    { event: "missed", ...place },
    { event: "problem", code: "TRL-NOD-021", message: "x", duty: "commit" },
    { event: "problem", code: "TRL-NOD-037", message: "x", duty: "answer", late: true },
    { event: "problem", code: "TRL-NOD-099", message: "no duty" },
    { event: "l1_transaction", action: "claim", hash: place.proposalId, gas: 50_000n },
  ]);
  for (const line of [
    `${duty("vote", "done")} 1`,
    `${duty("prove", "done")} 1`,
    `${duty("prove", "late")} 1`,
    `${duty("commit", "failed")} 1`,
    `${duty("answer", "late")} 1`,
    `${duty("claim", "done")} 1`,
    "trellis_votes_total 3",
    'trellis_l1_gas_total{action="claim"} 50000',
  ])
    assert.ok(text.includes(line), line);
  assert.equal(text.match(/outcome="failed"/g)?.length, 1, "a problem without a duty is none");
});

test("a claimed node waits until its proof begins; a rescue is counted and has not waited", async () => {
  const text = await shown([
    { event: "claimed", ...place },
    { event: "proving", ...place, rescue: false },
    { event: "proving", ...place, index: 1, rescue: true },
  ]);
  assert.ok(text.includes("trellis_proving_wait_seconds_sum 2"), text);
  assert.ok(text.includes("trellis_proving_wait_seconds_count 1"));
  assert.ok(text.includes('trellis_own_nodes_total{outcome="rescued"} 1'));
});

test("the duty of a task follows from its key", () => {
  assert.deepEqual(["vote 0x12", "claim 0x12 3", "commit 0x12", "0x12/3"].map(dutyOf), [
    "vote",
    "startClaim",
    "commit",
    "prove",
  ]);
});
