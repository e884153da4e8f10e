import assert from "node:assert/strict";
import { GENESIS_ALPHA, nextAlpha, score } from "../../packages/protocol/src/auction/score.ts";
import { PRESETS } from "../../packages/protocol/src/settings/presets.ts";
import type { TrellisEvent, TrellisRun } from "./TrellisRun.ts";

/** A height of the summary, as JSON. */
export interface JsonHeight {
  readonly height: number;
  readonly winner: { readonly proposalId: string; readonly proposer: string; readonly by: string };
  readonly provers: number;
  readonly transactions: number;
  readonly burn: string;
  readonly score: string;
  readonly fees: string;
  /** Undefined until the reward is settled. */
  readonly proposerReward?: string;
  readonly proverReward?: string;
  readonly gas: Readonly<Record<"commit" | "submitProof" | "finalize", string | undefined>>;
  readonly seconds: Readonly<Record<string, number>>;
  readonly payments: readonly { readonly seat: number; readonly amount: string }[];
}

/** The summary of a run that ended well. */
export interface JsonSummary {
  readonly finalised: number;
  readonly proofs: string;
  readonly verifier: string;
  readonly heights: readonly JsonHeight[];
}

/** The seats that a proposal's transcript names. */
function seatsNamed(events: readonly TrellisEvent[], proposalId: string): Set<number> {
  const transcript = events.find((event) => event.event === "transcript" && event.proposalId === proposalId);
  const entries = (transcript?.entries ?? []) as readonly { readonly seat: number }[];
  return new Set(entries.map(({ seat }) => seat));
}

/** Asserts that a run's last line is a summary of these final heights, each complete and paid by the rules; returns it. */
export function assertSummary(run: TrellisRun, heights: number, nodes: number): JsonSummary {
  assert.deepEqual(run.strays, [], "every line is an event");
  const last = run.events.at(-1);
  assert.equal(last?.event, "summary");
  const summary = last as unknown as JsonSummary;
  assert.ok(summary.finalised >= heights);
  assert.equal(summary.heights.length, summary.finalised);
  assert.match(summary.verifier, /^0x[0-9a-fA-F]{40}$/);
  const seats = [...run.pids.keys()].filter((name) => name.startsWith("prover-")).length;
  const settings = { ...PRESETS.devnet.settings, targetProvers: Math.min(seats, nodes) };
  let alphas = new Set([GENESIS_ALPHA]);
  for (const [i, height] of summary.heights.entries()) {
    assert.equal(height.height, i + 1);
    assert.match(height.winner.proposalId, /^0x[0-9a-f]{64}$/);
    assert.match(height.winner.proposer, /^0x[0-9a-fA-F]{40}$/);
    assert.match(height.winner.by, /^proposer-\d+$/);
    assert.ok(height.provers >= 1);
    assert.ok(BigInt(height.burn) > 0n);
    const named = seatsNamed(run.events, height.winner.proposalId).size;
    assert.ok(height.provers <= named, "R5 only committed seats count");
    // P7.2, R14: a summary does not tell whether the round ended early.
    const fitting = [...alphas].filter(
      (alpha) => BigInt(height.score) === score(height.provers, BigInt(height.burn), alpha),
    );
    assert.ok(fitting.length > 0, `height ${height.height}: score ${height.score}`);
    alphas = new Set(
      fitting.flatMap((alpha) => [height.provers, named].map((seats) => nextAlpha(alpha, seats, settings))),
    );
    for (const step of ["commit", "submitProof", "finalize"] as const) {
      assert.ok(Number(height.gas[step]) > 21_000, `height ${height.height}: gas of ${step}`);
    }
    for (const phase of ["propose", "vote", "commit", "prove", "submit", "finalise", "total"]) {
      assert.ok(height.seconds[phase]! >= 0, `height ${height.height}: seconds of ${phase}`);
    }
    assert.ok(height.seconds.total! > 0);
  }
  // P8.3; a height after the last one that was waited for may still be unpaid.
  for (const height of summary.heights.slice(0, heights)) {
    const { proposalId } = height.winner;
    const paid = height.payments.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    const reward = BigInt(height.proverReward ?? 0);
    assert.ok(paid > 0n && paid <= reward, `height ${height.height}: ${paid} of ${reward} paid`);
    assert.equal(reward > 0n, BigInt(height.proposerReward ?? 0) > 0n);
    // Each node's share is rounded down; what a rescuer proved is paid less.
    const isRescued = run.events.some(
      (event) => event.event === "proving" && event.proposalId === proposalId && event.rescue === true,
    );
    if (isRescued || height.payments.length < nodes) continue;
    const unpaid = reward - paid;
    assert.ok(unpaid < BigInt(nodes), `height ${height.height}: ${unpaid} wei unpaid`);
  }
  return summary;
}
