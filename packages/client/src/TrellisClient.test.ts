import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { publicKeyOf } from "@trellis/ledger";
import { decodeFee, decodeMinimumOut, TrellisError } from "@trellis/protocol";
import { DEFAULT_FEE, TrellisClient } from "./TrellisClient.ts";
import { FakeNode } from "./testing/FakeNode.ts";
import type { TransactionView } from "./waitForTransaction.ts";

const SECRETS = [21n, 22n] as const;
const OWNER = `0x${"11".repeat(20)}` as const;
const HASH = `0x${"0a".repeat(32)}` as const;
const hasCode = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof TrellisError && error.code === code && words.test(error.message);

async function nodeAndClient(t: TestContext) {
  const node = await FakeNode.start(SECRETS);
  t.after(() => node.stop());
  return { node, client: new TrellisClient(node.url) };
}

test("accounts are found by index, and by key and owner", async (t) => {
  const { client } = await nodeAndClient(t);
  const key = publicKeyOf(SECRETS[1]);
  const found = await client.account({ key, owner: OWNER });
  assert.deepEqual(found, {
    index: 1,
    key,
    owner: OWNER,
    nonce: 0,
    nextNonce: 0,
    balances: [1_000n, 2_000n],
  });
  assert.deepEqual(await client.account(1), found);
  assert.equal(await client.account(7), undefined);
});

test("a transfer, a swap and a withdrawal are signed for the rollup and numbered in order", async (t) => {
  const { node, client } = await nodeAndClient(t);
  const own = { secret: SECRETS[0], from: 0, asset: 0 } as const;
  const { hash } = await client.transfer({ ...own, to: 1, amount: 5n });
  assert.match(hash, /^0x[0-9]{64}$/);
  await client.swap({ ...own, asset: 1, amount: 100n, minimumOut: 77n, fee: 3n });
  await client.withdraw({ ...own, amount: 9n, fee: 0n });
  // The fake node admits only transactions signed by their sender with the next nonce.
  const [transfer, swap, withdrawal] = node.admitted.map(({ tx }) => tx);
  assert.deepEqual([transfer?.kind, transfer?.to, transfer?.nonce], ["transfer", 1, 0]);
  assert.equal(decodeFee(transfer!.fee), DEFAULT_FEE);
  assert.deepEqual(
    [swap?.kind, swap?.asset, decodeMinimumOut(swap!.to), decodeFee(swap!.fee)],
    ["swap", 1, 77n, 3n],
  );
  assert.deepEqual([withdrawal?.kind, withdrawal?.to, withdrawal?.nonce], ["withdraw", 0, 2]);
});

test("the client does not sign for an account of another key or an unknown account", async (t) => {
  const { node, client } = await nodeAndClient(t);
  const transfer = { secret: SECRETS[0], to: 0, asset: 0, amount: 1n } as const;
  await assert.rejects(client.transfer({ ...transfer, from: 1 }), hasCode("TRL-CLN-003", /account 1/));
  await assert.rejects(client.transfer({ ...transfer, from: 9 }), hasCode("TRL-CLN-003", /account 9/));
  assert.equal(node.admitted.length, 0);
});

test("a node's refusal, its silence and a malformed reply each have a code", async (t) => {
  const { node, client } = await nodeAndClient(t);
  const transfer = { secret: SECRETS[0], from: 0, to: 1, asset: 0, amount: 1n, nonce: 4 } as const;
  await assert.rejects(client.transfer(transfer), hasCode("TRL-CLN-002", /wrong nonce/));
  node.answer = { status: 200, body: '{"result":{"height":"x"}}' };
  await assert.rejects(client.pool(), hasCode("TRL-CLN-004", /trellis_getPool is malformed: result.height/));
  node.answer = { status: 500, body: "" };
  await assert.rejects(client.pool(), hasCode("TRL-CLN-001", /trellis_getPool/));
});

test("a quote is made from the pool at the head", async (t) => {
  const { node, client } = await nodeAndClient(t);
  node.reserves = [1_000_000n, 2_000_000n];
  const quote = await client.quote({ asset: 0, amount: 1_000n, slippageBps: 100 });
  assert.equal(quote.out, 1_992n);
});

test("the wait for a transaction reports every change", async (t) => {
  const { node, client } = await nodeAndClient(t);
  const place = { height: 3n, index: 1 };
  const included = { status: "included", ...place, proposalId: HASH } as const;
  node.standings = [{ status: "pending" }, { status: "pending" }, included, { status: "final", ...place }];
  const told: string[] = [];
  const waiting = { pollMs: 1, onChange: ({ status }: { status: string }) => told.push(status) };
  const view = await client.wait(HASH, "included", waiting);
  assert.deepEqual(view, { status: "included", height: 3n, index: 1, proposalId: HASH });
  assert.deepEqual(await client.wait(HASH, "final", waiting), { status: "final", height: 3n, index: 1 });
  assert.deepEqual(told, ["pending", "included", "final"]);
});

test("the wait for a transaction that the node has dropped ends with its reason", async (t) => {
  const { node, client } = await nodeAndClient(t);
  const dropped = { status: "dropped", reason: "its nonce is used", code: "TRL-LED-051" } as const;
  node.standings = [{ status: "pending" }, dropped];
  const told: unknown[] = [];
  await assert.rejects(
    client.wait(HASH, "final", { pollMs: 1, onChange: (view) => told.push(view) }),
    hasCode("TRL-CLN-009", /its nonce is used/),
  );
  assert.deepEqual(told.at(-1), dropped);
});

test("a wait that times out reports the last status; an aborted wait ends at once", async (t) => {
  const { node, client } = await nodeAndClient(t);
  node.standings = [{ status: "pending" }];
  const late = client.wait(HASH, "final", { timeoutMs: 5, pollMs: 2 });
  await assert.rejects(late, hasCode("TRL-CLN-005", /status is pending/));
  const stop = new AbortController();
  const aborted = new TrellisClient(node.url, { signal: stop.signal });
  const wait = aborted.wait(HASH, "final", {
    pollMs: 60_000,
    onChange: () => stop.abort(new Error("stopped")),
  });
  await assert.rejects(wait, /stopped/);
});

/** A swap that waits, as a node tells it. */
const stuck = (nonce: number, fee: bigint) => ({
  hash: HASH,
  transaction: { kind: "swap", asset: 0, from: 0, amount: 5n, fee, nonce, minimumOut: 9n } as const,
  obstacle: { reason: "price", nonce, minimumOut: 9n, out: 8n } as const,
});

test("cancelling sends a transfer of nothing to oneself with the same nonce, for the least fee that nodes take", async (t) => {
  const { node, client } = await nodeAndClient(t);
  node.pending = [stuck(0, 1_001n)];
  const own = { secret: SECRETS[0], from: 0, nonce: 0 };
  const { transaction } = await client.cancel(own);
  assert.deepEqual(
    [transaction.kind, transaction.from, transaction.to, transaction.amount, transaction.nonce],
    ["transfer", 0, 0, 0n, 0],
  );
  assert.ok(decodeFee(transaction.fee) >= 1_102n);
  assert.equal(decodeFee((await client.cancel({ ...own, fee: 2_000n })).transaction.fee), 2_000n);
  await assert.rejects(client.cancel({ ...own, nonce: 4 }), hasCode("TRL-CLN-013", /nonce 4/));
});

test("a waiting caller learns once what holds the transaction up", async (t) => {
  const { node, client } = await nodeAndClient(t);
  const { obstacle } = stuck(3, 1n);
  node.standings = [
    { status: "pending" },
    { status: "pending", obstacle },
    { status: "pending", obstacle: { ...obstacle, out: 7n } },
    { status: "final", height: 1n, index: 0 },
  ];
  const seen: TransactionView[] = [];
  await client.wait(HASH, "final", { pollMs: 1, onChange: (view) => seen.push(view) });
  assert.deepEqual(
    seen.map((view) => (view.status === "pending" ? (view.obstacle?.reason ?? "none") : view.status)),
    ["none", "price", "final"],
  );
});
