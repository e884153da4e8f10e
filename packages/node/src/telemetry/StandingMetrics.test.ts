import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { Metrics } from "./Metrics.ts";
import type { Standing } from "./Standing.ts";

const STANDING: Standing = {
  due: { prove: 2, answer: 0 },
  windowLeft: 40,
  seats: { owned: 3, active: 2 },
  answers: { due: 1, left: 90 },
  tokens: { free: 10n ** 18n, escrow: 0n, stake: 0n, paid: 0n, slashed: 0n, bondsLost: 5n * 10n ** 17n },
  named: { proven: 7, unproven: 1 },
  proofs: { running: 1, waiting: 4 },
  l1Lag: 6,
};

test("what is not known yet is not shown as 0", async () => {
  const text = await new Metrics().text();
  assert.doesNotMatch(
    text,
    /^trellis_(l1_balance_ether|wallet_tokens|l1_lag_blocks|index_l1_block|answer_left_seconds|disk)/m,
  );
});

test("how a node stands is asked for whenever metrics are read", async () => {
  const metrics = new Metrics();
  let standing: Standing | undefined = STANDING;
  metrics.watchStanding({
    storeBytes: () => 4_096,
    standing: () => standing,
    index: () => ({ l1Block: 12, failures: 3 }),
    dataDir: tmpdir(),
  });
  const text = await metrics.text();
  for (const line of [
    'trellis_duties_due{duty="prove"} 2',
    "trellis_proof_window_left_seconds 40",
    'trellis_seats{state="active"} 2',
    "trellis_answers_due 1",
    "trellis_answer_left_seconds 90",
    'trellis_tokens{kind="free"} 1',
    'trellis_tokens{kind="bonds_lost"} 0.5',
    'trellis_named_seats{outcome="unproven"} 1',
    'trellis_proving_jobs{state="waiting"} 4',
    "trellis_l1_lag_blocks 6",
    "trellis_index_l1_block 12",
    "trellis_index_failures 3",
  ])
    assert.ok(text.includes(`\n${line}\n`), line);
  assert.match(text, /\ntrellis_disk_free_bytes [1-9]/);
  standing = { ...STANDING, answers: { due: 0, left: undefined }, windowLeft: undefined };
  assert.doesNotMatch(await metrics.text(), /^trellis_(answer_left_seconds|proof_window_left_seconds)/m);
});
