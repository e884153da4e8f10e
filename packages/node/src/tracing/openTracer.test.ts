import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { NewsFeed } from "../news/NewsFeed.ts";
import { DOMAIN, TestNode } from "../testing/TestNode.ts";
import { heightTraceId } from "./heightTraceId.ts";
import { openTracer } from "./openTracer.ts";

const HASH = `0x${"ab".repeat(32)}` as const;
const head = (height: bigint) => ({ event: "head", height, proposalId: HASH, stateRoot: HASH }) as const;

async function components() {
  const node = await TestNode.started();
  const news = new NewsFeed({ gossip: node.gossip, domain: DOMAIN });
  news.start();
  return { node, news, domain: DOMAIN, count: () => {}, onProblem: assert.ifError };
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "trellis-tracing-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("a node's heights reach the collector; what it did before it had caught up does not", async (t) => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(Buffer.concat(chunks).toString());
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { node, ...parts } = await components();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  const tracer = await openTracer({ name: "p1", tracing: { url } }, parts);
  assert.ok(tracer !== undefined);
  tracer.onEvent(head(5n));
  tracer.start();
  const { id, proposal } = node.rival([0, 1, 2]).known;
  node.gossip.accept("proposal", { proposal, signature: new Uint8Array(65) });
  tracer.onEvent({ event: "voted", proposalId: id, seat: 1, votes: 2 });
  tracer.onEvent({ ...head(proposal.height), proposalId: id });
  await tracer.stop();
  tracer.onEvent(head(9n));
  const [{ scopeSpans }] = JSON.parse(bodies.join("")).resourceSpans;
  const spans = scopeSpans[0].spans as { name: string; traceId: string }[];
  assert.deepEqual(
    spans.map(({ name }) => name),
    ["vote", "finalise", `height ${proposal.height}`, `height ${proposal.height + 1n}`],
  );
  assert.equal(spans[0]!.traceId, heightTraceId(DOMAIN, proposal.height));
});

test("without tracing there is no tracer; a token that others can read is refused without being shown", async (t) => {
  const { node: _, ...parts } = await components();
  assert.equal(await openTracer({ name: "p1", tracing: undefined }, parts), undefined);
  const tokenFile = join(await folder(t), "token");
  const tracing = { url: "http://127.0.0.1:1/v1/traces", tokenFile };
  const open = () => openTracer({ name: "p1", tracing }, parts);
  await assert.rejects(open(), { code: "TRL-NOD-082", message: /does not exist/ });
  await writeFile(tokenFile, "hidden\n", { mode: 0o644 });
  await assert.rejects(open(), (error: Error & { code: string }) => {
    assert.equal(error.code, "TRL-NOD-082");
    assert.match(error.message, /chmod 600/);
    assert.doesNotMatch(error.message, /hidden/);
    return true;
  });
});
