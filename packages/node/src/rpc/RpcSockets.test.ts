import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { trellisTopics } from "@trellis/rpc-api";
import { WebSocket } from "ws";
import { z } from "zod";
import { NewsFeed } from "../news/NewsFeed.ts";
import { FakeGossip } from "../testing/FakeGossip.ts";
import { DOMAIN } from "../testing/TestNode.ts";
import { RpcServer } from "./RpcServer.ts";

const HASH = `0x${"ab".repeat(32)}` as const;
const head = (height: bigint) => ({ event: "head", height, proposalId: HASH, stateRoot: HASH }) as const;
const json = (height: bigint): unknown => z.encode(trellisTopics.heads, head(height));

async function served(
  t: TestContext,
  init: { readonly perClient?: number; readonly origins?: string[] } = {},
) {
  const news = new NewsFeed({ gossip: new FakeGossip(), domain: DOMAIN });
  const errors: unknown[] = [];
  const rpc = new RpcServer(
    { trellis_getPool: async () => ({ height: 1n, reserves: [2n, 3n] }) },
    {
      host: "127.0.0.1",
      port: 0,
      connectionsPerClient: 32,
      sockets: { news, perClient: init.perClient ?? 8, origins: init.origins ?? [] },
      health: () => ({ status: "ok" }),
      onError: (error) => errors.push(error),
    },
  );
  await rpc.start();
  t.after(() => rpc.stop());
  return { rpc, news, errors, url: rpc.url.replace("http", "ws") };
}

/** A client whose messages can be awaited one after the other. */
class Client {
  readonly socket: WebSocket;
  readonly #messages: unknown[] = [];
  #wake: () => void = () => {};

  constructor(url: string, origin?: string) {
    this.socket = new WebSocket(url, origin === undefined ? {} : { origin });
    this.socket.on("error", () => {});
    this.socket.on("message", (data) => {
      this.#messages.push(JSON.parse(String(data)));
      this.#wake();
    });
  }

  static async open(t: TestContext, url: string): Promise<Client> {
    const client = new Client(url);
    await once(client.socket, "open");
    t.after(() => client.socket.terminate());
    return client;
  }

  async next(): Promise<{
    id?: number;
    result?: unknown;
    error?: { code: number; data?: unknown };
    params?: unknown;
  }> {
    while (this.#messages.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift() as never;
  }

  ask(method: string, ...params: unknown[]): ReturnType<Client["next"]> {
    this.socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    return this.next();
  }

  /** The code with which the node ends the connection. */
  async closed(): Promise<number> {
    const [code] = await once(this.socket, "close");
    return code;
  }
}

/** The HTTP status with which a connection is refused. */
async function refusal(client: Client): Promise<number> {
  const [, response] = await once(client.socket, "unexpected-response");
  response.destroy();
  return response.statusCode;
}

test("a subscriber gets the news of its topic, from its answer on, until it ends the subscription", async (t) => {
  const { news, url } = await served(t);
  const client = await Client.open(t, url);
  news.onEvent(head(1n));
  const { result: id } = await client.ask("trellis_subscribe", "heads");
  news.onEvent(head(2n));
  news.onEvent({ event: "problem", code: "TRL-NOD-099", message: "of another topic" });
  news.onEvent(head(3n));
  for (const height of [2n, 3n]) {
    assert.deepEqual(await client.next(), {
      jsonrpc: "2.0",
      method: "trellis_subscription",
      params: { subscription: id, result: json(height) },
    });
  }
  assert.equal((await client.ask("trellis_unsubscribe", "0xff")).result, false);
  assert.equal((await client.ask("trellis_unsubscribe", id)).result, true);
  news.onEvent(head(4n));
  const { result } = await client.ask("trellis_getPool");
  assert.deepEqual(
    result,
    { height: "1", reserves: ["2", "3"] },
    "requests are answered, and nothing is told before",
  );
});

test("requests are answered in the order in which they came, a batch as one", async (t) => {
  const { url } = await served(t);
  const client = await Client.open(t, url);
  const request = (id: number, method = "trellis_getPool") => ({ jsonrpc: "2.0", id, method, params: [] });
  for (let id = 0; id < 50; id++) client.socket.send(JSON.stringify(request(id)));
  client.socket.send(JSON.stringify([request(50), request(51)]));
  for (let id = 0; id < 50; id++) assert.equal((await client.next()).id, id);
  assert.deepEqual(
    ((await client.next()) as unknown as { id: number }[]).map(({ id }) => id),
    [50, 51],
  );
});

test("a second subscription to a topic and an unknown topic are refused", async (t) => {
  const { url } = await served(t);
  const client = await Client.open(t, url);
  await client.ask("trellis_subscribe", "heads");
  const again = await client.ask("trellis_subscribe", "heads");
  assert.deepEqual(again.error?.data, { code: "TRL-NOD-045" });
  assert.equal((await client.ask("trellis_subscribe", "secrets")).error?.code, -32_602);
  assert.notEqual((await client.ask("trellis_subscribe", "votes")).result, undefined);
});

test("over HTTP there is no subscription", async (t) => {
  const { rpc } = await served(t);
  const body = '{"jsonrpc":"2.0","id":1,"method":"trellis_subscribe","params":["heads"]}';
  const answer = (await (await fetch(rpc.url, { method: "POST", body })).json()) as {
    error: { code: number };
  };
  assert.equal(answer.error.code, -32_601);
});

test("a client whose news pile up is left, and others get theirs", async (t) => {
  const { news, url } = await served(t);
  const slow = await Client.open(t, url);
  const quick = await Client.open(t, url);
  await slow.ask("trellis_subscribe", "heads");
  await quick.ask("trellis_subscribe", "problems");
  slow.socket.pause();
  const code = slow.closed();
  // At once, so that the system takes nothing in between.
  for (let height = 0n; height < 1_025n; height++) news.onEvent(head(height));
  slow.socket.resume();
  assert.equal(await code, 4_001);
  news.onEvent({ event: "problem", code: "TRL-NOD-099", message: "" });
  assert.deepEqual((await quick.next()).params, { subscription: "0x1", result: { code: "TRL-NOD-099" } });
});

test("binary and large messages end a connection; text that is not JSON is answered", async (t) => {
  const { url, errors } = await served(t);
  const binary = await Client.open(t, url);
  binary.socket.send(Buffer.from("{}"));
  assert.equal(await binary.closed(), 1_003);
  const large = await Client.open(t, url);
  large.socket.send("x".repeat(1_048_577));
  assert.equal(await large.closed(), 1_009);
  const wrong = await Client.open(t, url);
  wrong.socket.send("{");
  assert.equal((await wrong.next()).error?.code, -32_700);
  assert.deepEqual(errors, []);
});

test("a client has so many connections, and gets a place again when one ends", async (t) => {
  const { url } = await served(t, { perClient: 2 });
  const first = await Client.open(t, url);
  await Client.open(t, url);
  assert.equal(await refusal(new Client(url)), 429);
  const [closed] = [first.closed()];
  first.socket.close();
  await closed;
  await Client.open(t, url);
});

test("web pages may connect only if their origin is named", async (t) => {
  const { url } = await served(t, { origins: ["https://app.example.org"] });
  assert.equal(await refusal(new Client(url, "https://other.example.org")), 403);
  const named = new Client(url, "https://app.example.org");
  await once(named.socket, "open");
  named.socket.terminate();
  const open = await served(t, { origins: ["*"] });
  const any = new Client(open.url, "https://other.example.org");
  await once(any.socket, "open");
  any.socket.terminate();
});

test("a stopped server leaves no connection", async (t) => {
  const { rpc, url } = await served(t);
  const client = await Client.open(t, url);
  const code = client.closed();
  await rpc.stop();
  assert.equal(await code, 1_001);
});
