import assert from "node:assert/strict";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { TrellisError } from "@trellis/protocol";
import { PriceFeed, type PriceSource } from "./PriceFeed.ts";
import { type PriceFeedConfig, priceSource } from "./priceSources.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-price-"));
});
after(() => rm(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;

/** A feed over a source, with a clock that the test sets and the problems that the feed reported. */
function feedOf(source: PriceSource | ((clock: () => number) => PriceSource)) {
  const problems: TrellisError[] = [];
  const now = { ms: Date.now() };
  const clock = (): number => now.ms;
  const feed = new PriceFeed(typeof source === "function" ? source(clock) : source, {
    maxAgeSeconds: 60,
    clock,
    onProblem: (error) => problems.push(error),
  });
  return { feed, problems, now };
}

const feedFor = (config: PriceFeedConfig) => feedOf((clock) => priceSource(config, clock));

async function served(listener: RequestListener, run: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/price`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("a fixed price comes from the configuration and never expires", async () => {
  const { feed, now } = feedFor({ kind: "fixed", price: "1.5" });
  assert.deepEqual(await feed.price(signal), { numerator: 15n, denominator: 10n });
  now.ms += 10 ** 9;
  assert.deepEqual(await feed.price(signal), { numerator: 15n, denominator: 10n });
});

test("a price file is read each time, and its age is the time since it was written", async () => {
  const path = join(folder, "price.json");
  const { feed, problems, now } = feedFor({ kind: "file", path });
  assert.equal(await feed.price(signal), undefined);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["TRL-NOD-024"],
  );
  await writeFile(path, '{"price": "2"}');
  assert.deepEqual(await feed.price(signal), { numerator: 2n, denominator: 1n });
  await writeFile(path, '{"price": "3"}');
  assert.deepEqual(await feed.price(signal), { numerator: 3n, denominator: 1n });
  const old = new Date(now.ms - 61_000);
  await utimes(path, old, old);
  assert.equal(await feed.price(signal), undefined);
});

const HOSTILE: readonly [name: string, content: string][] = [
  ["nothing", ""],
  ["a bare number", "1.5"],
  ["half of it", '{"price": "1.'],
  ["null", "null"],
  ["a list", "[1]"],
  ["no price", "{}"],
  ["a price that is a number", '{"price": 1.5}'],
  ["a price below 0", '{"price": "-1"}'],
  ["a price of 0", '{"price": "0"}'],
  ["an exponent", '{"price": "1e9"}'],
  ["endless digits", `{"price": "${"9".repeat(100)}"}`],
  ["too much", `{"price": "1", "x": "${"y".repeat(5_000)}"}`],
];
for (const [name, content] of HOSTILE) {
  test(`a price file with ${name} gives a problem and no price; the last good price is used until it is too old`, async () => {
    const path = join(folder, `hostile-${HOSTILE.findIndex(([one]) => one === name)}.json`);
    await writeFile(path, '{"price": "7"}');
    const { feed, problems, now } = feedFor({ kind: "file", path });
    await feed.price(signal);
    await writeFile(path, content);
    assert.deepEqual(await feed.price(signal), { numerator: 7n, denominator: 1n });
    assert.equal(problems.length, 1);
    assert.ok(problems[0]!.message.length < 300);
    now.ms += 61_000;
    assert.equal(await feed.price(signal), undefined);
  });
}

test("a folder is refused as a price file", async () => {
  const { feed, problems } = feedFor({ kind: "file", path: folder });
  assert.equal(await feed.price(signal), undefined);
  assert.equal(problems.length, 1);
});

test("a price server is asked each time", async () => {
  let asked = 0;
  await served(
    (_, response) => response.end(`{"price": "1.${++asked}"}`),
    async (url) => {
      const { feed, problems } = feedFor({ kind: "http", url, timeoutMs: 2_000 });
      assert.deepEqual(await feed.price(signal), { numerator: 11n, denominator: 10n });
      assert.deepEqual(await feed.price(signal), { numerator: 12n, denominator: 10n });
      assert.deepEqual(problems, []);
    },
  );
});

const BAD_SERVERS: readonly [name: string, listener: RequestListener][] = [
  ["fails", (_, response) => response.writeHead(500).end('{"price": "1"}')],
  ["sends elsewhere", (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
  ["never answers", () => {}],
  [
    "answers without end",
    (_, response) => {
      const timer = setInterval(() => response.write("x".repeat(1_000)), 2);
      response.on("close", () => clearInterval(timer));
    },
  ],
  [
    "answers drop by drop",
    (_, response) => {
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(timer));
    },
  ],
  ["breaks off", (_, response) => response.writeHead(200, { "content-length": "99" }).end("{")],
  ["answers something else", (_, response) => response.end("<html>")],
];
for (const [name, listener] of BAD_SERVERS) {
  test(`a price server that ${name} is given up after its time-out and gives no price`, async () => {
    await served(listener, async (url) => {
      const { feed, problems } = feedFor({ kind: "http", url, timeoutMs: 300 });
      const begun = performance.now();
      assert.equal(await feed.price(signal), undefined);
      assert.ok(performance.now() - begun < 5_000);
      assert.deepEqual(
        problems.map(({ code }) => code),
        ["TRL-NOD-024"],
      );
    });
  });
}

test("a price server that cannot be reached gives no price", async () => {
  const { feed, problems } = feedFor({ kind: "http", url: "http://127.0.0.1:1/", timeoutMs: 300 });
  assert.equal(await feed.price(signal), undefined);
  assert.equal(problems.length, 1);
  assert.match(problems[0]!.message, /127\.0\.0\.1:1/);
});

test("stopping ends the request and is not reported as a problem", async () => {
  await served(
    () => {},
    async (url) => {
      const life = new AbortController();
      const { feed, problems } = feedFor({ kind: "http", url, timeoutMs: 20_000 });
      const price = feed.price(life.signal);
      life.abort(new Error("stopped"));
      await assert.rejects(price, { message: "stopped" });
      assert.deepEqual(problems, []);
    },
  );
});
