import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { inspect } from "node:util";
import { WebSocketServer } from "ws";
import { joinUrl } from "./endpoint.ts";
import { historyClient } from "./historyClient.ts";
import { RpcClient } from "./RpcClient.ts";
import { TrellisClient } from "./TrellisClient.ts";

const SECRETS = ["sesame", "k3y-in-the-path", "k3y-in-the-query"];
const URLS = {
  "name and password": "http://user:sesame@127.0.0.1:1",
  "a path": "http://127.0.0.1:1/v3/k3y-in-the-path",
  "a query": "http://127.0.0.1:1/?key=k3y-in-the-query",
  "no URL": "sesame",
};

test("a resource is below its base URL, whose path and query stay", () => {
  const cases = [
    ["https://host", "https://host/v1/heights?limit=2"],
    ["https://host/", "https://host/v1/heights?limit=2"],
    ["https://host/prefix", "https://host/prefix/v1/heights?limit=2"],
    ["https://host/prefix/", "https://host/prefix/v1/heights?limit=2"],
    ["https://host/a/b//#top", "https://host/a/b/v1/heights?limit=2"],
    ["https://host/prefix?key=k", "https://host/prefix/v1/heights?key=k&limit=2"],
  ];
  for (const [base, url] of cases) assert.equal(joinUrl(base!, "/v1/heights?limit=2"), url);
  assert.equal(joinUrl("https://host/prefix?key=k", "/"), "https://host/prefix/?key=k");
  assert.equal(
    joinUrl("https://host/prefix", "/v1/proposals/a%2Fb"),
    "https://host/prefix/v1/proposals/a%2Fb",
  );
});

test("below a path of a proxy, REST, JSON-RPC and subscriptions ask there, with a slash at the end or without", async (t) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const body =
      request.method === "POST" ? { jsonrpc: "2.0", id: 1, result: null } : { items: [], next: null };
    response.end(JSON.stringify(body));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    asked.push(`WebSocket ${request.url}`);
    socket.on("message", () => socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, result: "0x1" })));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const end of ["", "/"]) {
    const url = `http://${host}/prefix${end}`;
    assert.deepEqual((await historyClient(url).accounts({ limit: 1 })).items, []);
    assert.equal(await new RpcClient(url).call("trellis_getAccount", [5]), null);
    const stop = new AbortController();
    await new TrellisClient(url, { signal: stop.signal }).subscribe("heads");
    stop.abort();
    const expected = ["GET /prefix/v1/accounts?limit=1", `POST /prefix${end}`, `WebSocket /prefix${end}`];
    assert.deepEqual(asked.splice(0), expected);
  }
});

for (const [what, url] of Object.entries(URLS)) {
  test(`a node's URL with ${what} is in no error`, async () => {
    const asks = {
      call: () => new RpcClient(url).call("trellis_status", []),
      index: () => historyClient(url).status({}),
      subscribe: () => new TrellisClient(url).subscribe("heads"),
    };
    for (const [way, ask] of Object.entries(asks)) {
      await assert.rejects(
        async () => ask(),
        (error) => {
          const shown = inspect(error, { depth: 9 }) + JSON.stringify(error);
          for (const secret of SECRETS) assert.ok(!shown.includes(secret), `${way}: ${shown}`);
          return true;
        },
      );
    }
  });
}
