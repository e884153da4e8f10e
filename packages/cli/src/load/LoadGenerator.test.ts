import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { FakeNode } from "../../../client/src/testing/FakeNode.ts";
import { LoadGenerator } from "./LoadGenerator.ts";
import { type LoadMix, PlannedLoad } from "./LoadMix.ts";
import { l2Key } from "./l2Key.ts";

const TIMEOUT = { timeout: 30_000 };
const SECRETS = [0, 1, 2].map((index) => l2Key("test", "load", index));
const OWNER = `0x${"0a".repeat(20)}` as const;

/** A node that stops when the test ends, passed or failed. */
async function startedNode(t: TestContext): Promise<FakeNode> {
  const node = await FakeNode.start(SECRETS);
  t.after(() => node.stop());
  return node;
}

/** A generator with a node, and the failures that it has reported. It stops when the test ends. */
function generatorAt(
  t: TestContext,
  node: FakeNode,
  rate = 1_000,
  seed = "seed",
  mix: Partial<LoadMix> = {},
) {
  const sent: string[] = [];
  const refused: unknown[] = [];
  const waiting: {
    readonly what: "sent" | "refused";
    readonly count: number;
    readonly resolve: () => void;
  }[] = [];
  const tell = (): void => {
    for (const { what, count, resolve } of waiting) {
      if ((what === "sent" ? sent : refused).length >= count) resolve();
    }
  };
  const generator = new LoadGenerator(
    node.url,
    { secrets: SECRETS, owner: OWNER, rate, seed, ...mix },
    {
      onSent: (hash) => {
        sent.push(hash);
        tell();
      },
      onRefused: (error) => {
        refused.push(error);
        tell();
      },
    },
  );
  t.after(() => generator.stop());
  const after = (what: "sent" | "refused", count: number): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ what, count, resolve });
      tell();
    });
  return { generator, sent, refused, after };
}

test("transfers are signed, in order of nonce, and between two different accounts", TIMEOUT, async (t) => {
  const node = await startedNode(t);
  const { generator, sent, refused, after } = generatorAt(t, node);
  generator.start();
  await after("sent", 20);
  await generator.stop();
  // The node refuses any other signature or nonce.
  assert.deepEqual(refused, []);
  assert.equal(sent.length, node.admitted.length);
  for (const { tx } of node.admitted) assert.notEqual(tx.from, tx.to);
  assert.ok(new Set(node.admitted.map(({ tx }) => tx.from)).size > 1);
  const count = node.admitted.length;
  assert.equal(sent.length, count, "nothing is sent after stop");
});

test("swaps of both assets and withdrawals are mixed in as asked", TIMEOUT, async (t) => {
  const node = await startedNode(t);
  const mix = { swapPercent: 60, withdrawPercent: 20, swapTokens: 5 };
  const { generator, refused, after } = generatorAt(t, node, 1_000, "seed", mix);
  generator.start();
  await after("sent", 30);
  await generator.stop();
  assert.deepEqual(refused, []);
  const count = (wanted: string): number =>
    node.admitted.filter(({ tx: { kind } }) => kind === wanted).length;
  assert.ok(count("swap") > count("withdraw") && count("withdraw") > 0 && count("transfer") > 0);
  const swaps = node.admitted.filter(({ tx: { kind } }) => kind === "swap");
  assert.deepEqual(new Set(swaps.map(({ tx: { asset } }) => asset)), new Set([0, 1]));
  assert.ok(swaps.every(({ tx: { amount } }) => amount <= 5n * 10n ** 18n));
});

test("the generator waits for accounts that do not exist on L2 yet", TIMEOUT, async (t) => {
  const node = await startedNode(t);
  node.known = 1;
  const { generator, after } = generatorAt(t, node);
  generator.start();
  await node.called(SECRETS.length);
  assert.equal(node.admitted.length, 0);
  node.known = 2;
  await after("sent", 3);
  await generator.stop();
  assert.ok(node.admitted.every(({ tx }) => tx.from < 2 && tx.to < 2));
});

test("nothing is sent before it is due", TIMEOUT, async (t) => {
  const node = await startedNode(t);
  const { generator, after } = generatorAt(t, node, 50);
  const startedAt = performance.now();
  generator.start();
  await after("sent", 11);
  await generator.stop();
  for (const [i, { at }] of node.admitted.entries()) assert.ok(at - startedAt >= 20 * i, `${i}`);
});

test("a rate of 0 sends nothing", TIMEOUT, async (t) => {
  const node = await startedNode(t);
  const { generator } = generatorAt(t, node, 0);
  generator.start();
  await fetch(node.url, { method: "POST", body: '{"method":"trellis_status","params":[]}' });
  await generator.stop();
  assert.deepEqual(node.calls, ["trellis_status"]);
});

test("the same seed gives the same transactions", () => {
  const mix = { rate: 1, swapPercent: 40, withdrawPercent: 10, swapTokens: 3 };
  const [one, again, two] = ["one", "one", "two"].map((seed) => {
    const plan = new PlannedLoad({ ...mix, seed });
    return Array.from({ length: 20 }, () => plan.next(5));
  });
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, two);
});

test(
  "an account whose transaction is refused goes on with the nonce that the node wants",
  TIMEOUT,
  async (t) => {
    const node = await startedNode(t);
    const { generator, refused, after } = generatorAt(t, node);
    generator.start();
    await after("sent", 5);
    // Somebody else has sent for the account.
    node.skipNonce(0);
    await after("refused", 1);
    const before = node.admitted.length;
    await after("sent", before + 20);
    assert.match(String(refused[0]), /wrong nonce/);
    await node.admits(({ from }) => from === 0, before);
  },
);

test("a node's failure is reported and the node is asked again", TIMEOUT, async (t) => {
  const node = await startedNode(t);
  node.answer = { status: 500, body: "" };
  const { generator, refused, after } = generatorAt(t, node);
  generator.start();
  await after("refused", 1);
  node.answer = undefined;
  await after("sent", 1);
  await generator.stop();
  assert.match(String(refused[0]), /TRL-CLN-001/);
});

test("stop does not wait for a node that gives no answer", TIMEOUT, async () => {
  const asked = Promise.withResolvers<void>();
  const node = createServer(() => asked.resolve()).listen(0, "127.0.0.1");
  await once(node, "listening");
  const generator = new LoadGenerator(
    `http://127.0.0.1:${(node.address() as AddressInfo).port}`,
    { secrets: SECRETS, owner: OWNER, rate: 1, seed: "" },
    { onSent: () => {}, onRefused: () => assert.fail("an end that was asked for is no refusal") },
  );
  generator.start();
  await asked.promise;
  const startedAt = performance.now();
  await generator.stop();
  // Less than the ten seconds after which a client gives up on its own.
  assert.ok(performance.now() - startedAt < 8_000);
  node.closeAllConnections();
  node.close();
});
