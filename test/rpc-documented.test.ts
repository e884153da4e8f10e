import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { TrellisError } from "../packages/protocol/src/index.ts";
import {
  answerRpc,
  type RpcAnswer,
  rpcErrorCode,
  socketRpc,
  subscriptionNews,
  trellisEventSchema,
  trellisRpc,
  trellisTopics,
} from "../packages/rpc-api/src/index.ts";

const page = await readFile(new URL("../docs/rpc.md", import.meta.url), "utf8");
const names = Object.keys(trellisRpc) as (keyof typeof trellisRpc)[];

const isNews = (message: object): boolean => subscriptionNews.safeParse(message).success;
const messages = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!) as object);

/** Requests of the page, each with the answer that follows it. */
const examples = (() => {
  const blocks = messages.filter((message) => !isNews(message));
  return Array.from({ length: blocks.length / 2 }, (_, i) => ({
    request: blocks[2 * i] as { readonly method: keyof typeof socketRpc },
    answer: blocks[2 * i + 1] as RpcAnswer,
  }));
})();

/** The first column of the table under a heading, without its head and the line below. */
function firstColumn(heading: string): string[] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const [table = ""] = section.split(/\n##/);
  return [...table.matchAll(/^\| `?([-\w]+)`? \|/gm)].map(([, name]) => name!).slice(2);
}

test("docs/rpc.md lists the methods that there are, and no other", () => {
  assert.deepEqual(firstColumn("Methods").sort(), [...names].sort());
});

test("docs/rpc.md shows every method", () => {
  const shown = new Set(examples.map(({ request }) => request.method));
  assert.deepEqual(
    Object.keys(socketRpc).filter((name) => !shown.has(name as keyof typeof socketRpc)),
    [],
  );
});

for (const { request, answer } of examples) {
  const outcome = "error" in answer ? `error ${answer.error.code}` : "its result";
  test(`docs/rpc.md: ${request.method} as shown gets ${outcome}`, async () => {
    const handler = async (): Promise<unknown> => {
      if ("result" in answer) return socketRpc[request.method].result.parse(answer.result);
      const { data, message } = answer.error;
      const code = data?.code ?? "";
      throw new TrellisError(code, message.slice(`${code}: `.length));
    };
    const handlers = { [request.method]: handler as never };
    assert.deepEqual(await answerRpc(socketRpc, handlers, JSON.stringify(request), assert.ifError), answer);
  });
}

test("docs/rpc.md lists the topics that there are, with their fields, and shows one", () => {
  const rows = new Set(firstColumn("Subscriptions"));
  for (const [topic, schema] of Object.entries(trellisTopics)) {
    assert.ok(rows.has(topic), topic);
    if (!("shape" in schema)) continue;
    const row = new RegExp(`^\\| \`${topic}\` \\|([^|]*)\\|`, "m").exec(page)?.[1] ?? "";
    const shown = [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    assert.deepEqual(shown.sort(), Object.keys(schema.shape).sort(), topic);
  }
  const [news] = messages.filter(isNews);
  assert.ok(trellisTopics.heads.safeParse(subscriptionNews.parse(news).params.result).success);
});

test("docs/rpc.md lists the error codes that there are, and no other", () => {
  const codes = Object.values(rpcErrorCode).map(String);
  assert.deepEqual(firstColumn("Errors").sort(), codes.sort());
});

test("docs/rpc.md lists the events that there are, with their fields, and no other", () => {
  const schemas = new Map(
    trellisEventSchema.options.map(({ shape: { event, ...fields } }) => [event.value, Object.keys(fields)]),
  );
  assert.deepEqual(firstColumn("Events").sort(), [...schemas.keys()].sort());
  for (const [event, fields] of schemas) {
    const row = new RegExp(`^\\| \`${event}\` \\|([^|]*)\\|`, "m").exec(page)?.[1] ?? "";
    const shown = [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    assert.deepEqual(shown.sort(), fields.sort(), event);
  }
});
