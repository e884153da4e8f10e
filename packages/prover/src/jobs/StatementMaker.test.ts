import assert from "node:assert/strict";
import { after, test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { ProvenBlockFixture } from "../../test/ProvenBlockFixture.ts";
import type { LeafJob } from "./ProvingJob.ts";
import { RULES, type Rules } from "./rules.ts";
import { StatementMaker } from "./StatementMaker.ts";

const KEYS = 7n;
const fixture = new ProvenBlockFixture({ depth: 2, vacant: [] });
const maker = new StatementMaker<Rules>(RULES);
after(() => maker.stop());

/** A leaf of which the state before it is another one. */
function badLeaf(): LeafJob {
  const job = fixture.leaf(0);
  const { index, rollupId, accountsBefore, reservesBefore, messagesBefore } = job.leaf;
  const leaf = { index, rollupId, accountsBefore, reservesBefore, messagesBefore, stateBefore: 5n };
  return { ...job, leaf: { ...leaf, witnesses: () => job.leaf.witnesses() } };
}

test("P6.3 the thread says of a leaf what the rules say", async () => {
  for (const index of [0, 1, 2, 3]) {
    const job = fixture.leaf(index);
    assert.deepEqual(await maker.make(job, KEYS), RULES.statementOf(job, KEYS));
  }
});

test("P6.4 a leaf that its circuit would refuse is refused with the same code, rule and place", async () => {
  const job = badLeaf();
  const here = await (async () => RULES.statementOf(job, KEYS))().catch((error: unknown) => error);
  const there = await maker.make(job, KEYS).catch((error: unknown) => error);
  assert(here instanceof TrellisError && there instanceof TrellisError);
  assert.equal(there.code, "TRL-PRV-150");
  assert.equal(there.message, here.message);
  assert.deepEqual(there.context, here.context);
  // The thread goes on.
  assert.equal((await maker.make(fixture.leaf(0), KEYS)).kind, "leaf");
});

test("a request that is given up fails with its reason, and the next one is answered", async () => {
  const control = new AbortController();
  const ends = Promise.allSettled(
    [0, 1].map((index) => maker.make(fixture.leaf(index), KEYS, control.signal)),
  );
  const reason = new Error("beaten");
  control.abort(reason);
  assert.deepEqual(await ends, [
    { status: "rejected", reason },
    { status: "rejected", reason },
  ]);
  assert.equal((await maker.make(fixture.leaf(2), KEYS)).kind, "leaf");
});

test("stopped, it refuses what runs and what waits by a code, and a later request is answered", async () => {
  const ends = Promise.allSettled([0, 1].map((index) => maker.make(fixture.leaf(index), KEYS)));
  await maker.stop();
  for (const end of await ends) {
    assert(end.status === "rejected");
    assert.equal(end.reason.code, "TRL-PRV-142");
  }
  assert.equal((await maker.make(fixture.leaf(2), KEYS)).kind, "leaf");
});
