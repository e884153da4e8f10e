import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import type { RpcHandlers } from "../methods/RpcMethod.ts";
import { decimal } from "../wire/decimal.ts";
import { answerRpc, type RpcAnswer } from "./answerRpc.ts";
import { rpcErrorCode } from "./rpcErrorCode.ts";

const SECRET = "secret detail";
const method = { params: z.tuple([]), result: z.literal("ok") };
const table = {
  double: { params: z.tuple([decimal]), result: decimal },
  fail: method,
  crash: method,
  lie: method,
};

function server() {
  const calls: bigint[] = [];
  const errors: unknown[] = [];
  const handlers: RpcHandlers<typeof table> = {
    double: async (value) => {
      calls.push(value);
      return 2n * value;
    },
    fail: async () => {
      throw new TrellisError("TRL-NOD-041", "not here", { id: SECRET });
    },
    crash: async () => {
      throw new Error(SECRET);
    },
    lie: async () => SECRET as "ok",
  };
  const send = (body: string) => answerRpc(table, handlers, body, (error) => errors.push(error));
  const one = async (request: object): Promise<RpcAnswer> => {
    const answer = await send(JSON.stringify({ jsonrpc: "2.0", id: 1, ...request }));
    assert(answer !== undefined && "jsonrpc" in answer);
    return answer;
  };
  return { calls, errors, send, one };
}
const codeOf = (answer: unknown): unknown =>
  (answer as { error?: { code: number } } | undefined)?.error?.code;

test("a request is answered under its id, for every kind of id", async () => {
  const { one } = server();
  for (const id of ["x", 7, 1.5, null]) {
    const answer = await one({ id, method: "double", params: ["4"] });
    assert.deepEqual(answer, { jsonrpc: "2.0", id, result: "8" });
  }
});

test("the requests of a batch are answered in order, each on its own", async () => {
  const { send } = server();
  const answers = (await send(
    JSON.stringify([
      { jsonrpc: "2.0", id: 1, method: "double", params: ["1"] },
      { jsonrpc: "2.0", id: 2, method: "nothing" },
      5,
    ]),
  )) as unknown[];
  assert.deepEqual(answers[0], { jsonrpc: "2.0", id: 1, result: "2" });
  assert.deepEqual(answers.slice(1).map(codeOf), [rpcErrorCode.method, rpcErrorCode.request]);
});

test("a batch that is empty or too large is refused", async () => {
  const { send } = server();
  const one = { jsonrpc: "2.0", id: 1, method: "double", params: ["1"] };
  const batch = (size: number) => send(JSON.stringify(new Array(size).fill(one)));
  assert.equal(codeOf(await batch(0)), rpcErrorCode.request);
  assert.equal(((await batch(100)) as unknown[]).length, 100);
  assert.equal(codeOf(await batch(101)), rpcErrorCode.request);
});

test("a notification is carried out and gets no answer, whether it succeeds or fails", async () => {
  const { send, calls, errors } = server();
  const notification = { jsonrpc: "2.0", method: "double", params: ["4"] };
  assert.equal(await send(JSON.stringify(notification)), undefined);
  assert.deepEqual(calls, [4n]);
  for (const bad of [{ params: ["x"] }, { method: "nothing" }, { method: "fail", params: [] }]) {
    assert.equal(await send(JSON.stringify({ ...notification, ...bad })), undefined);
  }
  assert.deepEqual(errors, []);
});

test("in a batch, only requests with an id are answered; a batch of notifications gets no answer", async () => {
  const { send, calls } = server();
  const notification = { jsonrpc: "2.0", method: "double", params: ["4"] };
  const answers = await send(JSON.stringify([notification, { ...notification, id: 3 }, notification]));
  assert.deepEqual(answers, [{ jsonrpc: "2.0", id: 3, result: "8" }]);
  assert.equal(await send(JSON.stringify([notification, notification])), undefined);
  assert.equal(calls.length, 5);
});

const BAD: readonly [what: string, body: string, code: number][] = [
  ["that is not JSON", "{", rpcErrorCode.parse],
  ["that is empty", "", rpcErrorCode.parse],
  ["that is null", "null", rpcErrorCode.request],
  ["without version", '{"id":1,"method":"double"}', rpcErrorCode.request],
  ["of another version", '{"jsonrpc":"1.0","id":1,"method":"double"}', rpcErrorCode.request],
  ["with an object for an id", '{"jsonrpc":"2.0","id":{},"method":"double"}', rpcErrorCode.request],
  ["without method", '{"jsonrpc":"2.0","id":1}', rpcErrorCode.request],
  ["without method or id", '{"jsonrpc":"2.0"}', rpcErrorCode.request],
  ["for an unknown method", '{"jsonrpc":"2.0","id":1,"method":"treble"}', rpcErrorCode.method],
  ["for a method of every object", '{"jsonrpc":"2.0","id":1,"method":"constructor"}', rpcErrorCode.method],
  ["for the prototype", '{"jsonrpc":"2.0","id":1,"method":"__proto__"}', rpcErrorCode.method],
  ["without parameters", '{"jsonrpc":"2.0","id":1,"method":"double"}', rpcErrorCode.params],
  ["with a wrong one", '{"jsonrpc":"2.0","id":1,"method":"double","params":[4]}', rpcErrorCode.params],
  ["with one too many", '{"jsonrpc":"2.0","id":1,"method":"double","params":["4","5"]}', rpcErrorCode.params],
];

for (const [what, body, code] of BAD) {
  test(`a request ${what} gets error ${code}`, async () => {
    const { send, calls, errors } = server();
    assert.equal(codeOf(await send(body)), code);
    assert.deepEqual([calls, errors], [[], []]);
  });
}

test("a method without parameters takes none in every form that JSON-RPC has", async () => {
  const { one } = server();
  for (const params of [undefined, [], {}]) {
    assert.equal(codeOf(await one({ method: "fail", params })), rpcErrorCode.trellis);
  }
  assert.equal(codeOf(await one({ method: "fail", params: { a: 1 } })), rpcErrorCode.params);
});

test("an error of Trellis comes with its code and message, without its context", async () => {
  const { one, errors } = server();
  const answer = await one({ method: "fail" });
  assert("error" in answer);
  assert.deepEqual(answer.error, {
    code: rpcErrorCode.trellis,
    message: "TRL-NOD-041: not here",
    data: { code: "TRL-NOD-041" },
  });
  assert.deepEqual(errors, []);
});

for (const [what, name] of [
  ["another error", "crash"],
  ["a result that is not what the table says", "lie"],
] as const) {
  test(`${what} is an internal error without details, and goes to onError`, async () => {
    const { one, errors } = server();
    const answer = await one({ method: name });
    assert.equal(codeOf(answer), rpcErrorCode.internal);
    assert(!JSON.stringify(answer).includes(SECRET));
    assert.equal(errors.length, 1);
  });
}
