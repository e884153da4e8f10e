import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { historyClient } from "./historyClient.ts";

const answers: { status: number; body: string }[] = [];
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  const { status, body } = answers.shift()!;
  asked.push(request.url);
  response.writeHead(status).end(body);
});
let url: string;

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

test("an answer is decoded, and the question is encoded", async () => {
  const item = { source: "l1", index: 4, owner: `0x${"0a".repeat(20)}`, key: { x: "0x5", y: "0x6" } };
  const body = JSON.stringify({ items: [{ ...item, openedAt: { l1Block: 1, time: 2 } }], next: "4" });
  answers.push({ status: 200, body });
  const { items, next } = await historyClient(url).accounts({ limit: 1, cursor: "5" });
  assert.deepEqual([items[0]!.key, next], [{ x: 5n, y: 6n }, "4"]);
  assert.equal(asked.at(-1), "/v1/accounts?cursor=5&limit=1");
});

test("what goes wrong has a code", async () => {
  const client = historyClient(url);
  const problem = {
    type: "about:blank",
    title: "not there",
    status: 404,
    detail: "no height 9",
    code: "TRL-IDX-006",
  };
  answers.push({ status: 404, body: JSON.stringify(problem) });
  await assert.rejects(client.height({ height: 9 }), {
    code: "TRL-CLN-002",
    context: { resource: "height", refusal: "TRL-IDX-006" },
  });
  answers.push({ status: 502, body: "<html>" });
  await assert.rejects(client.height({ height: 9 }), {
    code: "TRL-CLN-002",
    context: { resource: "height" },
  });
  answers.push({ status: 200, body: "{}" });
  await assert.rejects(client.height({ height: 9 }), { code: "TRL-CLN-004" });
  await assert.rejects(client.height({ height: -1 }), { code: "TRL-CLN-007" });
  await assert.rejects(historyClient("http://127.0.0.1:1").status({}), { code: "TRL-CLN-001" });
});
