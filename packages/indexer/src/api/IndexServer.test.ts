import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { problem, restUrl, trellisRest } from "@trellis/rpc-api";
import { z } from "zod";
import { ALICE, BOB, ETHER, TestHistory } from "../../test/TestHistory.ts";
import { historyOf } from "../questions/historyOf.ts";
import { EventStream } from "./EventStream.ts";
import { IndexServer } from "./IndexServer.ts";

let history: TestHistory;
let server: IndexServer;
let winner: `0x${string}`;
const stream = new EventStream();
const faults: unknown[] = [];

before(async () => {
  history = await TestHistory.start();
  const seats = history.cast(4);
  history.commit(BOB, ETHER, seats.slice(0, 2));
  const won = history.commit(ALICE, 2n * ETHER, seats.slice(0, 3));
  history.win(won);
  winner = won.id;
  await history.write();
  const init = { host: "127.0.0.1", port: 0, requestsPerSecond: 1_000 };
  server = new IndexServer({ history: historyOf(history.store), stream }, init, (error) =>
    faults.push(error),
  );
  await server.start();
});
after(async () => {
  await server.stop();
  await history.store.destroy();
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${server.url}${path}`, init);

/** The problem of an answer that is one. */
async function problemOf(response: Response): Promise<[number, string]> {
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const { status, code } = problem.parse(await response.json());
  assert.equal(response.status, status);
  return [status, code];
}

test("every resource answers in its schema", async () => {
  const paths = {
    status: restUrl(trellisRest.status, {}),
    heights: restUrl(trellisRest.heights, { limit: 10 }),
    height: restUrl(trellisRest.height, { height: 1 }),
    proposal: restUrl(trellisRest.proposal, { id: winner }),
    bids: restUrl(trellisRest.bids, { limit: 10, height: 1 }),
    votes: restUrl(trellisRest.votes, { limit: 10, proposal: winner }),
    provers: restUrl(trellisRest.provers, { limit: 10 }),
    prover: restUrl(trellisRest.prover, { seat: 0 }),
    proposer: restUrl(trellisRest.proposer, { address: ALICE }),
    cases: restUrl(trellisRest.cases, { limit: 10 }),
    transactions: restUrl(trellisRest.transactions, { limit: 10, account: 3 }),
    accounts: restUrl(trellisRest.accounts, { limit: 10 }),
    messages: restUrl(trellisRest.messages, { limit: 10 }),
    withdrawals: restUrl(trellisRest.withdrawals, { limit: 10 }),
  };
  for (const [name, path] of Object.entries(paths)) {
    const response = await get(path);
    assert.equal(response.status, 200, name);
    const { result } = trellisRest[name as keyof typeof paths];
    z.decode(result as z.ZodType, (await response.json()) as never);
  }
  const unknown = restUrl(trellisRest.transaction, { hash: winner });
  assert.deepEqual(await problemOf(await get(unknown)), [404, "TRL-IDX-006"]);
  assert.deepEqual(faults, []);
});

test("wrong parameters, unknown ones, unknown paths and other methods are refused with a code", async () => {
  for (const path of [
    "/v1/heights?limit=0",
    "/v1/heights?limit=201",
    "/v1/heights?cursor=zz",
    "/v1/heights?page=2",
    "/v1/heights/-1",
    "/v1/heights/1e3",
    "/v1/proposals/0x12",
    "/v1/provers/2048",
    "/v1/provers/0?from=5&to=1",
    "/v1/votes",
  ]) {
    assert.deepEqual(await problemOf(await get(path)), [400, "TRL-IDX-005"], path);
  }
  assert.deepEqual(await problemOf(await get("/v1/nothing")), [404, "TRL-IDX-008"]);
  assert.deepEqual(await problemOf(await get("/v1/heights/99")), [404, "TRL-IDX-006"]);
  const posted = await get("/v1/heights", { method: "POST", body: "x".repeat(2_000_000) }).catch(
    () => undefined,
  );
  if (posted !== undefined) assert.deepEqual(await problemOf(posted), [405, "TRL-IDX-009"]);
});

test("a client that has an answer gets it only when it has changed", async () => {
  const first = await get("/v1/heights");
  const etag = first.headers.get("etag")!;
  await first.text();
  const again = await get("/v1/heights", { headers: { "if-none-match": etag } });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
});

test("pages of other origins may read it", async () => {
  const response = await get("/v1/status", { headers: { origin: "https://example.org" } });
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  await response.text();
});

test("too many requests are put off", async () => {
  const init = { host: "127.0.0.1", port: 0, requestsPerSecond: 1 };
  const slow = new IndexServer(
    { history: historyOf(history.store), stream: new EventStream() },
    init,
    assert.ifError,
  );
  await slow.start();
  try {
    const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(`${slow.url}/v1/status`)));
    const late = answers.find(({ status }) => status === 429)!;
    assert.equal(late.headers.get("retry-after"), "1");
    assert.deepEqual(await problemOf(late), [429, "TRL-IDX-007"]);
  } finally {
    await slow.stop();
  }
});

test("the stream tells what happens, and goes on where a client stopped", async () => {
  stream.push("block", { l1Block: 5 });
  const abort = new AbortController();
  const response = await get("/v1/stream", { headers: { "last-event-id": "0" }, signal: abort.signal });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("data:")) text += (await reader.read()).value ?? "";
  assert.match(text, /event: block\ndata: \{"l1Block":5\}\nid: 1\n\n/);
  abort.abort();
});

test("the description names every resource, with its parameters", async () => {
  const { paths } = (await (await get("/v1/openapi.json")).json()) as {
    paths: Record<string, { get: { parameters: { name: string; in: string; required: boolean }[] } }>;
  };
  for (const { path, params } of Object.values(trellisRest)) {
    const shown = paths[path]!.get.parameters.map(({ name }) => name);
    assert.deepEqual(shown, Object.keys(params.shape), path);
  }
  const [height] = paths["/v1/heights/{height}"]!.get.parameters;
  assert.deepEqual([height!.in, height!.required], ["path", true]);
});

test("a port that is taken is named", async () => {
  const { port } = new URL(server.url);
  const init = { host: "127.0.0.1", port: Number(port), requestsPerSecond: 1 };
  const second = new IndexServer(
    { history: historyOf(history.store), stream: new EventStream() },
    init,
    assert.ifError,
  );
  await assert.rejects(second.start(), { code: "TRL-IDX-012" });
});
