import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { L1View } from "@trellis/l1";
import { publicKeyOf } from "@trellis/ledger";
import { fromHex, messageOf, NOOP, ROOT_NODE, toBytes, toHex } from "@trellis/protocol";
import { type RestParams, restUrl, type TrellisRest, trellisRest } from "@trellis/rpc-api";
import { z } from "zod";
import { NewsFeed } from "../news/NewsFeed.ts";
import { DOMAIN, TestNode } from "../testing/TestNode.ts";
import { HistoryRole } from "./HistoryRole.ts";
import { readUpTo, type UpTo } from "./readUpTo.ts";

/** A node's role `index` on the fake L1. */
async function started(t: TestContext): Promise<{
  node: TestNode;
  role: HistoryRole;
  see: (view?: L1View) => Promise<void>;
  again: (isStarted?: boolean) => Promise<HistoryRole>;
  /** Answers what a role asks of L1 itself. */
  answerWith: (answer: UpTo) => void;
}> {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-history-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const node = await TestNode.started();
  const news = new NewsFeed({ gossip: node.gossip, domain: DOMAIN });
  news.start();
  let readUpTo: UpTo = () => assert.fail("L1 has been read already");
  const make = async (isStarted = true): Promise<HistoryRole> => {
    const role = new HistoryRole({
      l1: node.parts.l1,
      news,
      chain: node.chain,
      proposals: node.proposals,
      wallClock: () => node.time,
      dataDir,
      settings: { listen: { host: "127.0.0.1", port: 0 }, requestsPerSecond: 100 },
      onProblem: assert.ifError,
      upTo: (block) => readUpTo(block),
    });
    if (isStarted) await role.start();
    t.after(() => role.stop());
    return role;
  };
  const role = await make();
  const see = async (view: L1View = node.l1.view()): Promise<void> => {
    role.onChainChange({ view });
    await role.settled();
  };
  await see(node.l1.view(true));
  const answerWith = (answer: UpTo): void => {
    readUpTo = answer;
  };
  return { node, role, see, again: make, answerWith };
}

async function ask<Name extends keyof TrellisRest>(
  role: HistoryRole,
  name: Name,
  params: RestParams<TrellisRest[Name]>,
) {
  const route: TrellisRest[Name] = trellisRest[name];
  const response = await fetch(`${role.url}${restUrl(route, params)}`);
  assert.equal(response.status, 200, await response.clone().text());
  return z.decode(route.result as z.ZodType, (await response.json()) as never) as z.output<
    TrellisRest[Name]["result"]
  >;
}

test("a height that a node follows can be asked for, with what peers said", async (t) => {
  const { node, role, see, again } = await started(t);
  const rival = node.rival([0, 1, 2]);
  const { id, proposal } = rival.known;
  node.gossip.accept("proposal", { proposal, signature: new Uint8Array(65) });
  const about = { proposalId: fromHex(id), seat: 1, node: ROOT_NODE, signature: new Uint8Array(64) };
  const { proposalId, ...said } = about;
  const vote = { seat: 1, depth: 0, index: 0, slot: 0, signature: new Uint8Array(64) };
  node.gossip.accept("votes", {
    proposalId,
    votes: [vote, { ...vote, slot: 1 }, { ...vote, seat: 2 }],
  });
  node.gossip.accept("start_claims", { proposalId, claims: [said] });
  node.time += 250;
  node.gossip.accept("proof_notices", {
    proposalId: about.proposalId,
    notices: [{ ...about, seatWordsHash: new Uint8Array(32), proofHash: new Uint8Array(32) }],
  });
  await node.acceptedRival([0, 1, 2], [0, 1, 2]);
  node.finalise();
  await see(node.l1.view(true));

  const { items } = await ask(role, "heights", { limit: 5 });
  assert.deepEqual(
    items.map(({ height, provenSeats }) => [height, provenSeats]),
    [[1, 3]],
  );
  const { nodes } = await ask(role, "proposal", { id: items[0]!.winner });
  assert.ok(nodes.every(({ l1 }) => l1 !== null));
  const [bid] = (await ask(role, "bids", { limit: 5 })).items;
  assert.deepEqual([bid!.proposalId, bid!.gossip!.receivedAtMs], [id, 1_000]);

  await role.stop();
  const second = await again();
  assert.equal((await ask(second, "heights", { limit: 5 })).items.length, 1, "it is kept on disk");
});

/** Two heights: what the index has when it ends, and what it has missed when its node goes on from a store. */
async function missedHeight(t: TestContext) {
  const { node, role, see, again, answerWith } = await started(t);
  const height = async (): Promise<void> => {
    await node.acceptedRival([0, 1, 2], [0, 1, 2]);
    node.finalise();
  };
  await height();
  await see(node.l1.view(true));
  await role.stop();
  await height();
  const second = await again();
  const heights = async (): Promise<number[]> => {
    await second.settled();
    return (await ask(second, "heights", { limit: 5 })).items.map(({ height }) => height);
  };
  return { node, second, height, heights, answerWith };
}

test("the index of a node that goes on from a store reads what it lacks; views that come meanwhile wait", async (t) => {
  const { node, second, height, heights, answerWith } = await missedHeight(t);
  const { promise, resolve } = Promise.withResolvers<L1View>();
  answerWith(() => promise);
  const whole = node.l1.view(true);
  second.onChainChange({ view: { ...whole, reset: false, events: [] }, isResumed: true });
  await height();
  const later = node.l1.view(true);
  const events = later.events.slice(whole.events.length);
  second.onChainChange({ view: { ...later, reset: false, events } });
  resolve(whole);
  assert.deepEqual(await heights(), [3, 2, 1]);
});

test("a new reading of L1 makes the index's own one needless", async (t) => {
  const { node, second, heights, answerWith } = await missedHeight(t);
  const { promise, resolve } = Promise.withResolvers<L1View>();
  answerWith(() => promise);
  const whole = node.l1.view(true);
  second.onChainChange({ view: { ...whole, reset: false, events: [] }, isResumed: true });
  second.onChainChange({ view: node.l1.view(true) });
  resolve({ ...whole, events: [] });
  assert.deepEqual(await heights(), [2, 1]);
});

test("L1 is read up to a block; what was read of another chain, or of less, does not count", async () => {
  const node = await TestNode.started();
  node.l1.emit("Paused", { seat: 1, isPaused: true });
  const below = node.l1.view(true);
  node.l1.emit("Paused", { seat: 2, isPaused: true });
  const tip = node.l1.view(true);
  const other = { ...tip, block: { ...tip.block, hash: toHex(toBytes(99, 32)) } };
  const less = { ...below, block: { ...below.block, number: below.block.number - 1n } };
  const answers = [new Error("L1 is away"), less, other, tip];
  const problems: unknown[] = [];
  const hashes = new Map([below, tip].map(({ block }) => [block.number, block.hash]));
  const l1 = { hashAt: async (number: bigint) => hashes.get(number) };
  const read = async () => {
    const answer = answers.shift()!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const life = new AbortController();
  const upTo = readUpTo(
    l1 as never,
    life.signal,
    (error) => problems.push(error),
    read,
    async () => {},
  );
  assert.deepEqual(await upTo(below.block), {
    block: below.block,
    reset: true,
    events: tip.events.filter(({ blockNumber }) => blockNumber <= below.block.number),
  });
  assert.equal(answers.length, 0);
  assert.equal(problems.length, 1);
  life.abort();
  assert.equal(await upTo(below.block), undefined);
});

test("the explorer is beside the API", async (t) => {
  const { role } = await started(t);
  const response = await fetch(role.url);
  assert.equal(response.status, 200, "npm ci builds it");
  assert.match(response.headers.get("content-security-policy")!, /default-src 'none'/);
  assert.match(await response.text(), /<title>Trellis explorer<\/title>/);
});

test("an account has no balances until its node has executed its first deposit", async (t) => {
  const { node, role, see } = await started(t);
  const key = publicKeyOf(7n);
  node.l1.deposit(messageOf({ ...NOOP, kind: "deposit", to: 0, amount: 1_000n }, key));
  await see(node.l1.view(true));
  const { index, standing } = await ask(role, "account", { index: 0 });
  assert.deepEqual([index, standing], [0, null]);
});

test("the URL of a database is read from a file that nobody else can read", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-history-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const node = await TestNode.started();
  const postgresUrlFile = join(dataDir, "url");
  const start = (): Promise<void> => {
    const role = new HistoryRole({
      l1: node.parts.l1,
      news: { on: () => () => {} },
      chain: node.chain,
      proposals: node.proposals,
      wallClock: () => 0,
      dataDir,
      settings: { listen: { host: "127.0.0.1", port: 0 }, requestsPerSecond: 1, postgresUrlFile },
      onProblem: assert.ifError,
      upTo: async () => undefined,
    });
    return role.start();
  };
  const refused = { code: "TRL-IDX-013" };
  await assert.rejects(start(), refused, "it is not there");
  await writeFile(postgresUrlFile, "postgres://user@127.0.0.1:1/index\n", { mode: 0o644 });
  await assert.rejects(start(), refused, "others can read it");
  await writeFile(postgresUrlFile, "mysql://x");
  await chmod(postgresUrlFile, 0o600);
  await assert.rejects(start(), refused, "it is of another database");
  await writeFile(postgresUrlFile, "postgres://user@127.0.0.1:1/index\n");
  await assert.rejects(start(), { code: "TRL-IDX-001" }, "nobody answers there");
});

test("a role that is stopped while it starts leaves nothing open", async (t) => {
  const { node, again } = await started(t);
  const domain = Promise.withResolvers<typeof DOMAIN>();
  const l1 = { ...node.parts.l1, domain: () => domain.promise };
  Object.assign(node.parts, { l1 });
  const role = await again(false);
  const begun = role.start();
  await role.stop();
  domain.resolve(DOMAIN);
  await begun;
  assert.equal(role.url, "");
});

test("when L1 reorganises, the index follows", async (t) => {
  const { node, role, see } = await started(t);
  const back = node.l1.remember();
  await node.acceptedRival([0, 1, 2], [0, 1, 2]);
  node.finalise();
  await see(node.l1.view(true));
  assert.equal((await ask(role, "status", {})).height, 1);
  back();
  await see(node.l1.view(true));
  assert.equal((await ask(role, "status", {})).height, 0);
  assert.deepEqual((await ask(role, "bids", { limit: 5 })).items, []);
});
