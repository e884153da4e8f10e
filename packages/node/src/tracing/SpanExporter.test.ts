import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { Span } from "./Span.ts";
import { SpanExporter } from "./SpanExporter.ts";

const span = (name: string): Span => ({
  traceId: "ab".repeat(16),
  spanId: "cd".repeat(8),
  parentSpanId: "ef".repeat(8),
  name,
  start: 1_700_000_000_000.5,
  end: 1_700_000_000_250,
  attributes: { height: 8n, seat: 2, share: 0.5, rescue: false, proposalId: "0x01" },
});
const spans = (count: number): Span[] => Array.from({ length: count }, (_, i) => span(`${i}`));

interface Taken {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    resourceSpans: {
      resource: unknown;
      scopeSpans: { scope: unknown; spans: Record<string, unknown>[] }[];
    }[];
  };
}

/** A collector that keeps what it gets, and answers with the next of the statuses, or the last. */
async function collector(t: TestContext, statuses: (number | "silence")[] = [200]) {
  const taken: Taken[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    taken.push({
      path: request.url!,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
    if (status === "silence") return;
    response.writeHead(status, { location: "http://127.0.0.1:1/elsewhere" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces?key=SECRET` };
}

function exporter(t: TestContext, url: string, token?: string) {
  const counts = { sent: 0, dropped: 0 };
  const problems: Error[] = [];
  const time = { now: 0 };
  const exporting = new SpanExporter({
    url,
    token,
    resource: { "service.name": "trellis", "service.instance.id": "p1" },
    count: (outcome, spans) => {
      counts[outcome] += spans;
    },
    onProblem: (error) => problems.push(error as Error),
    clock: () => time.now,
  });
  exporting.start();
  t.after(() => exporting.stop());
  return { exporting, counts, problems, time };
}

test("spans reach a collector as OTLP in JSON", async (t) => {
  const { taken, url } = await collector(t);
  const { exporting, counts } = exporter(t, url, "t0ken");
  exporting.add([span("prove 1/0"), { ...span("miss 1/1"), fault: "not proven in time" }]);
  await exporting.flush();
  const [{ path, headers, body }] = taken as [Taken];
  assert.equal(path, "/v1/traces?key=SECRET");
  assert.deepEqual([headers["content-type"], headers.authorization], ["application/json", "Bearer t0ken"]);
  const [{ resource, scopeSpans }] = body.resourceSpans as [Taken["body"]["resourceSpans"][0]];
  assert.deepEqual(resource, {
    attributes: [
      { key: "service.name", value: { stringValue: "trellis" } },
      { key: "service.instance.id", value: { stringValue: "p1" } },
    ],
  });
  const [proved, missed] = scopeSpans[0]!.spans;
  assert.deepEqual(proved, {
    traceId: "ab".repeat(16),
    spanId: "cd".repeat(8),
    parentSpanId: "ef".repeat(8),
    name: "prove 1/0",
    kind: 1,
    startTimeUnixNano: "1700000000000500000",
    endTimeUnixNano: "1700000000250000000",
    attributes: [
      { key: "trellis.height", value: { intValue: "8" } },
      { key: "trellis.seat", value: { intValue: "2" } },
      { key: "trellis.share", value: { doubleValue: 0.5 } },
      { key: "trellis.rescue", value: { boolValue: false } },
      { key: "trellis.proposalId", value: { stringValue: "0x01" } },
    ],
  });
  assert.deepEqual(missed!.status, { code: 2, message: "not proven in time" });
  assert.deepEqual(counts, { sent: 2, dropped: 0 });
});

test("many spans go in several requests", async (t) => {
  const { taken, url } = await collector(t);
  const { exporting } = exporter(t, url);
  exporting.add(spans(1_100));
  await exporting.flush();
  assert.deepEqual(
    taken.map(({ body }) => body.resourceSpans[0]!.scopeSpans[0]!.spans.length),
    [512, 512, 76],
  );
});

test("a collector that is busy gets the same spans after a pause; the failure is told once, without the URL's path", async (t) => {
  const { taken, url } = await collector(t, [503, 503, 200]);
  const { exporting, counts, problems, time } = exporter(t, url);
  exporting.add([span("one")]);
  await exporting.flush();
  await exporting.flush();
  assert.equal(taken.length, 1, "not before the pause is over");
  time.now += 5_001;
  await exporting.flush();
  time.now += 10_001;
  await exporting.flush();
  assert.equal(taken.length, 3);
  assert.deepEqual(counts, { sent: 1, dropped: 0 });
  assert.equal(problems.length, 1);
  assert.equal((problems[0] as Error & { code: string }).code, "TRL-NOD-083");
  assert.doesNotMatch(JSON.stringify([problems[0]!.message, problems[0]]), /SECRET|v1/);
});

for (const status of [400, 302]) {
  test(`spans that a collector answers with status ${status} are not sent elsewhere`, async (t) => {
    const { taken, url } = await collector(t, [status]);
    const { exporting, counts, problems } = exporter(t, url);
    exporting.add([span("one")]);
    await exporting.flush();
    assert.equal(taken.length, 1);
    assert.equal(counts.sent, 0);
    assert.equal(problems.length, 1);
  });
}

test("without a collector spans wait up to a bound, and the oldest are kept", async (t) => {
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const { port } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, "close");
  const { exporting, counts, problems } = exporter(t, `http://127.0.0.1:${port}/v1/traces`);
  exporting.add(spans(10_000));
  await exporting.flush();
  assert.deepEqual(counts, { sent: 0, dropped: 10_000 - 8_192 });
  assert.match(problems[0]!.message, /ECONNREFUSED/);
});

test("a node that ends sends what is left, and does not wait for a collector that is silent", async (t) => {
  const { taken, url } = await collector(t);
  const { exporting } = exporter(t, url);
  exporting.add([span("last")]);
  await exporting.stop();
  assert.equal(taken.length, 1);
  const silent = await collector(t, ["silence"]);
  const { exporting: second, problems } = exporter(t, silent.url);
  second.add([span("last")]);
  const begin = performance.now();
  await second.stop();
  assert.ok(performance.now() - begin < 5_000);
  assert.deepEqual(problems, [], "a node that ends has nobody to tell");
});
