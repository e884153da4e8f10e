import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import { RpcServer } from "./RpcServer.ts";

async function server(t: TestContext): Promise<{ rpc: RpcServer; errors: unknown[]; url: string }> {
  const errors: unknown[] = [];
  const rpc = new RpcServer(
    {
      double: async (params) => z.tuple([z.number()]).parse(params)[0] * 2,
      fail: async () => {
        throw new TrellisError("TRL-NOD-041", "not here", { id: "secret detail" });
      },
      crash: async () => {
        throw new Error("secret detail");
      },
    },
    async () => "metric 1\n",
    { host: "127.0.0.1", port: 0 },
    (error) => errors.push(error),
  );
  await rpc.start();
  t.after(() => rpc.stop());
  return { rpc, errors, url: rpc.url };
}

const post = async (url: string, body: string): Promise<unknown> =>
  (await fetch(url, { method: "POST", body })).json();
const call = (url: string, request: unknown): Promise<unknown> => post(url, JSON.stringify(request));
const codeOf = (answer: unknown): number => (answer as { error: { code: number } }).error.code;

test("a request is answered under its id", async (t) => {
  const { url } = await server(t);
  assert.deepEqual(await call(url, { jsonrpc: "2.0", id: "x", method: "double", params: [4] }), {
    jsonrpc: "2.0",
    id: "x",
    result: 8,
  });
});

test("a batch is answered in order, each for itself", async (t) => {
  const { url } = await server(t);
  const answers = (await call(url, [
    { jsonrpc: "2.0", id: 1, method: "double", params: [1] },
    { jsonrpc: "2.0", id: 2, method: "nothing" },
    5,
  ])) as unknown[];
  assert.deepEqual(answers[0], { jsonrpc: "2.0", id: 1, result: 2 });
  assert.equal(codeOf(answers[1]), -32_601);
  assert.equal(codeOf(answers[2]), -32_600);
});

test("a batch that is empty or too large is refused", async (t) => {
  const { url } = await server(t);
  assert.equal(codeOf(await call(url, [])), -32_600);
  const one = { jsonrpc: "2.0", id: 1, method: "double", params: [1] };
  assert.equal(((await call(url, new Array(100).fill(one))) as unknown[]).length, 100);
  assert.equal(codeOf(await call(url, new Array(101).fill(one))), -32_600);
});

const BAD: readonly [what: string, body: string, code: number][] = [
  ["no JSON", "{", -32_700],
  ["nothing", "", -32_700],
  ["null", "null", -32_600],
  ["no version", '{"id":1,"method":"double"}', -32_600],
  ["another version", '{"jsonrpc":"1.0","id":1,"method":"double"}', -32_600],
  ["no id", '{"jsonrpc":"2.0","method":"double"}', -32_600],
  ["an object for an id", '{"jsonrpc":"2.0","id":{},"method":"double"}', -32_600],
  ["no method", '{"jsonrpc":"2.0","id":1}', -32_600],
  ["an unknown method", '{"jsonrpc":"2.0","id":1,"method":"treble"}', -32_601],
  ["a method of every object", '{"jsonrpc":"2.0","id":1,"method":"constructor"}', -32_601],
  ["the prototype as method", '{"jsonrpc":"2.0","id":1,"method":"__proto__"}', -32_601],
  ["no params", '{"jsonrpc":"2.0","id":1,"method":"double"}', -32_602],
  ["wrong params", '{"jsonrpc":"2.0","id":1,"method":"double","params":["4"]}', -32_602],
  ["too many params", '{"jsonrpc":"2.0","id":1,"method":"double","params":[4,5]}', -32_602],
];

for (const [what, body, code] of BAD) {
  test(`a request with ${what} is answered ${code}`, async (t) => {
    const { url, errors } = await server(t);
    assert.equal(codeOf(await post(url, body)), code);
    assert.deepEqual(errors, []);
  });
}

test("an error of Trellis comes with its code, one of the node's own without its words", async (t) => {
  const { url, errors } = await server(t);
  const failed = (await call(url, { jsonrpc: "2.0", id: 1, method: "fail" })) as { error: object };
  assert.deepEqual(failed.error, {
    code: -32_000,
    message: "TRL-NOD-041: not here",
    data: { code: "TRL-NOD-041" },
  });
  const crashed = await call(url, { jsonrpc: "2.0", id: 1, method: "crash" });
  assert.equal(codeOf(crashed), -32_603);
  assert(!JSON.stringify([failed, crashed]).includes("secret"));
  assert.equal(errors.length, 1);
});

test("a body that is too large is answered 413", async (t) => {
  const { url, errors } = await server(t);
  const response = await fetch(url, { method: "POST", body: "x".repeat(1_048_577) });
  assert.equal(response.status, 413);
  assert.deepEqual(errors, []);
  assert.equal((await fetch(url, { method: "POST", body: "x".repeat(1_048_576) })).status, 200);
});

test("a client that breaks off is no problem of the node's", async (t) => {
  const { rpc, url, errors } = await server(t);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{");
  await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  assert.equal(codeOf(await post(url, "{")), -32_700);
  await rpc.stop();
  assert.deepEqual(errors, []);
});

test("metrics are served, other methods are not", async (t) => {
  const { url } = await server(t);
  assert.equal(await (await fetch(`${url}/metrics`)).text(), "metric 1\n");
  assert.equal((await fetch(url)).status, 405);
  assert.equal((await fetch(url, { method: "DELETE" })).status, 405);
});

test("a taken port is TRL-NOD-040; stopping ends open connections and may come twice", async (t) => {
  const { rpc, url } = await server(t);
  const port = Number(new URL(url).port);
  const second = new RpcServer(
    {},
    async () => "",
    { host: "127.0.0.1", port },
    () => {},
  );
  await assert.rejects(second.start(), { code: "TRL-NOD-040" });
  await second.stop();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const closed = once(socket, "close");
  socket.on("error", () => {});
  await rpc.stop();
  await closed;
  await rpc.stop();
  assert.equal(rpc.url, "");
});
