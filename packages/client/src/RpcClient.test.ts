import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { RpcClient } from "./RpcClient.ts";
import { FakeNode } from "./testing/FakeNode.ts";

const hasCode = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof TrellisError && error.code === code && words.test(error.message);

/** A node that stops when the test ends, passed or failed. */
async function startedNode(t: TestContext): Promise<FakeNode> {
  const node = await FakeNode.start();
  t.after(() => node.stop());
  return node;
}

test("a reply's result is returned, even if it is null", async (t) => {
  const node = await startedNode(t);
  const client = new RpcClient(node.url);
  assert.equal((await client.call("trellis_status", [])).chainId, 31_337);
  assert.equal(await client.call("trellis_getAccount", [5]), null);
});

test("a node's refusal is reported in the node's words", async (t) => {
  const node = await startedNode(t);
  const client = new RpcClient(node.url);
  await assert.rejects(client.call("trellis_getPeers", []), hasCode("TRL-CLN-002", /method does not exist/));
  node.answer = { status: 200, body: '{"error":null}' };
  await assert.rejects(client.call("trellis_status", []), hasCode("TRL-CLN-002", /no reason/));
});

test("wrong parameters are named and not sent", async (t) => {
  const node = await startedNode(t);
  const client = new RpcClient(node.url);
  await assert.rejects(client.call("trellis_getAccount", [-1]), hasCode("TRL-CLN-007", /params\[0\]/));
  assert.deepEqual(node.calls, []);
});

test("a reply that is not JSON-RPC counts as no reply", async (t) => {
  const node = await startedNode(t);
  const client = new RpcClient(node.url);
  for (const answer of [
    { status: 500, body: "<html>" },
    { status: 200, body: "" },
    { status: 200, body: "null" },
    { status: 200, body: "[]" },
    { status: 200, body: '"text"' },
    { status: 404, body: "{}" },
  ]) {
    node.answer = answer;
    await assert.rejects(client.call("trellis_status", []), hasCode("TRL-CLN-001", /trellis_status/));
  }
  await node.stop();
  await assert.rejects(client.call("trellis_status", []), hasCode("TRL-CLN-001", /does not answer/));
});

test("the calls of a batch are answered each on its own, in their order", async (t) => {
  const node = await startedNode(t);
  const client = new RpcClient(node.url);
  assert.deepEqual(await client.callAll("trellis_getAccount", []), []);
  assert.deepEqual(await client.callAll("trellis_getAccount", [[5], [6]]), [null, null]);
  const [first, second] = await client.callAll("trellis_sendTransaction", [
    [new Uint8Array(9)],
    [new Uint8Array(9)],
  ]);
  for (const answer of [first, second]) assert(hasCode("TRL-CLN-002", /refuses/)(answer));
  assert.equal(node.calls.length, 4);
  await assert.rejects(
    client.callAll("trellis_getAccount", [[1], [-1]]),
    hasCode("TRL-CLN-007", /params\[0\]/),
  );
});

test("answers of a batch that are missing, foreign or malformed are errors of their own", async (t) => {
  const node = await startedNode(t);
  const client = new RpcClient(node.url);
  node.answer = { status: 200, body: '[{"id":2,"result":7},{"id":99,"result":null},null]' };
  const [missing, malformed] = await client.callAll("trellis_getAccount", [[1], [2]]);
  assert(hasCode("TRL-CLN-001", /does not answer/)(missing));
  assert(hasCode("TRL-CLN-004", /malformed/)(malformed));
  node.answer = { status: 200, body: '{"error":{"message":"no batches"}}' };
  await assert.rejects(client.callAll("trellis_getAccount", [[1]]), hasCode("TRL-CLN-002", /no batches/));
});
