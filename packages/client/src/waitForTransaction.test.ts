import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { decodeFee, TrellisError } from "@trellis/protocol";
import { TrellisClient } from "./TrellisClient.ts";
import { FakeNode } from "./testing/FakeNode.ts";
import type { Sent, TransactionView } from "./waitForTransaction.ts";

const SECRET = 21n;
/** What {@link FakeNode} answers to the first and second transaction that it admits. */
const [FIRST, SECOND] = [1, 2].map((n) => `0x${String(n).padStart(64, "0")}`) as [string, string];
const BLOCK = `0x${"0a".repeat(32)}` as const;

const pending = { status: "pending" } as const;
const included = { status: "included", height: 3n, index: 1, proposalId: BLOCK } as const;
const final = { status: "final", height: 3n, index: 1 } as const;
const dropped = (code: string) => ({ status: "dropped", reason: "it was dropped", code }) as const;
const REPLACED = dropped("TRL-LED-058");
const NONCE_USED = dropped("TRL-LED-051");

/** A swap of fee 1,000 that a node has admitted, and how to wait for it. */
async function sentSwap(t: TestContext) {
  const node = await FakeNode.start([SECRET]);
  t.after(() => node.stop());
  const client = new TrellisClient(node.url);
  const { hash, transaction } = await client.swap({
    secret: SECRET,
    from: 0,
    asset: 0,
    amount: 5n,
    minimumOut: 9n,
    fee: 1_000n,
  });
  // It waits at the node.
  const view = {
    kind: "swap",
    asset: 0,
    from: 0,
    amount: 5n,
    fee: 1_000n,
    nonce: 0,
    minimumOut: 9n,
  } as const;
  node.pending = [{ hash, transaction: view }];
  const cancelled: Sent[] = [];
  const wait = (
    until: "included" | "final",
    { milliseconds = 0, timeoutMs }: { milliseconds?: number; timeoutMs?: number } = {},
  ): Promise<TransactionView> =>
    client.wait(hash, until, {
      pollMs: 1,
      timeoutMs,
      expiresAfter: { milliseconds, secret: SECRET, transaction, onCancel: (sent) => cancelled.push(sent) },
    });
  return { node, wait, cancelled };
}

test("a transaction that is in no block when it expires gives way to a transfer of nothing, which ends the wait with TRL-CLN-015", async (t) => {
  const { node, wait, cancelled } = await sentSwap(t);
  node.standingsOf.set(FIRST, [pending, REPLACED]);
  node.standingsOf.set(SECOND, [pending, included, final]);
  await assert.rejects(wait("final"), (error) => {
    assert.ok(error instanceof TrellisError && error.code === "TRL-CLN-015", String(error));
    assert.match(error.message, /expired after 0 s: its cancellation is final/);
    assert.deepEqual(error.context, { hash: FIRST, cancellation: SECOND, status: "final" });
    return true;
  });
  const { tx } = node.admitted[1]!;
  assert.deepEqual([tx.kind, tx.from, tx.to, tx.amount, tx.nonce], ["transfer", 0, 0, 0n, 0]);
  assert.ok(decodeFee(tx.fee) >= 1_100n);
  assert.deepEqual(
    cancelled.map(({ hash }) => hash),
    [SECOND],
  );
  assert.equal(node.admitted.length, 2);
});

test("a block with the transaction can be faster than its cancellation: then it is executed, and the wait ends as ever", async (t) => {
  const { node, wait, cancelled } = await sentSwap(t);
  node.standingsOf.set(FIRST, [pending, REPLACED, included, final]);
  node.standingsOf.set(SECOND, [pending, NONCE_USED]);
  assert.deepEqual(await wait("final"), final);
  assert.equal(cancelled.length, 1);
});

test("a cancellation whose nonce a block has used is refused, and is not sent again", async (t) => {
  const { node, wait, cancelled } = await sentSwap(t);
  node.refusal = "TRL-LED-051";
  node.standingsOf.set(FIRST, [pending, pending, final]);
  assert.deepEqual(await wait("final"), final);
  assert.deepEqual([cancelled.length, node.admitted.length], [0, 1]);
  assert.equal(node.calls.filter((name) => name === "trellis_sendTransaction").length, 2);
});

test("what is in a proven block does not expire, unless that block is replaced", async (t) => {
  const one = await sentSwap(t);
  one.node.standingsOf.set(FIRST, [included, final]);
  assert.deepEqual(await one.wait("final"), final);
  assert.equal(one.node.admitted.length, 1);
  const other = await sentSwap(t);
  other.node.standingsOf.set(FIRST, [included, pending, REPLACED]);
  other.node.standingsOf.set(SECOND, [pending, final]);
  await assert.rejects(other.wait("final"), { code: "TRL-CLN-015" });
});

test("nothing is cancelled before its time; a dropped transaction ends the wait, and a forgotten one is cancelled", async (t) => {
  const early = await sentSwap(t);
  early.node.standingsOf.set(FIRST, [pending, pending, final]);
  assert.deepEqual(await early.wait("final", { milliseconds: 60_000 }), final);
  assert.equal(early.node.admitted.length, 1);
  const gone = await sentSwap(t);
  gone.node.standingsOf.set(FIRST, [dropped("TRL-LED-056")]);
  await assert.rejects(gone.wait("final"), { code: "TRL-CLN-009" });
  assert.equal(gone.node.admitted.length, 1);
  const forgotten = await sentSwap(t);
  forgotten.node.standingsOf.set(FIRST, [{ status: "unknown" }]);
  forgotten.node.standingsOf.set(SECOND, [final]);
  await assert.rejects(forgotten.wait("final"), { code: "TRL-CLN-015" });
});

test("a cancellation that is dropped itself, refused, or late ends the wait with the reason", async (t) => {
  const replaced = await sentSwap(t);
  replaced.node.standingsOf.set(FIRST, [pending, REPLACED]);
  replaced.node.standingsOf.set(SECOND, [pending, dropped("TRL-LED-055")]);
  await assert.rejects(replaced.wait("final"), (error) => {
    assert.ok(error instanceof TrellisError && error.code === "TRL-CLN-009");
    assert.equal(error.context.why, "TRL-LED-055");
    return true;
  });
  const refused = await sentSwap(t);
  refused.node.standingsOf.set(FIRST, [pending]);
  refused.node.refusal = "TRL-LED-055";
  await assert.rejects(refused.wait("final"), { code: "TRL-CLN-002" });
  const late = await sentSwap(t);
  late.node.standingsOf.set(FIRST, [pending, REPLACED]);
  late.node.standingsOf.set(SECOND, [pending]);
  await assert.rejects(late.wait("final", { timeoutMs: 200 }), {
    code: "TRL-CLN-005",
    message: /neither it nor its cancellation became final in time/,
  });
});
