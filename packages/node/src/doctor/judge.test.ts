import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeClock } from "./checkL1.ts";
import { judgeDisk } from "./checkMachine.ts";
import { judgeSpeed } from "./checkProving.ts";
import { probeLeaf } from "./probeLeaf.ts";

test("a clock behind L1 fails; a view that is old is a warning", () => {
  assert.equal(judgeClock(1_000, 1_012).status, "ok");
  assert.equal(judgeClock(1_000, 998).status, "ok");
  assert.equal(judgeClock(1_000, 990).status, "fail");
  assert.equal(judgeClock(1_000, 1_100).status, "warn");
});

test("a disk that is nearly full is a warning, and one that is full a failure", () => {
  assert.deepEqual(
    [5e9, 5e8, 5e7].map((free) => judgeDisk(free).status),
    ["ok", "warn", "fail"],
  );
});

test("a prover is fast enough if leaf and root fit twice into the window", () => {
  const config = { prover: { expectedSeconds: { leaf: 6, merge: 25, root: 24 } } };
  assert.deepEqual(
    [10, 30, 50].map((leaf) => judgeSpeed(leaf, config, 210).status),
    ["ok", "warn", "fail"],
  );
});

test("the probe is a leaf of a block that nobody has proposed, with a rescue vote of its own seat", () => {
  const job = probeLeaf({ chainId: 31_337n, rollup: new Uint8Array(20).fill(7) });
  assert.equal(job.kind, "leaf");
  assert.equal(job.prover?.seat, 0);
});
