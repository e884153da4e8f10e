import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { L1Client } from "@trellis/l1";
import { toHex } from "@trellis/protocol";
import { type TrellisEvent, writeEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import { LocalPostgres } from "../../fleet/test/LocalPostgres.ts";
import { HttpSigner } from "../../l1/src/testing/HttpSigner.ts";
import { type Configuration, type ConfigurationInput, parseConfiguration } from "./config/Configuration.ts";
import { writeSecretKeyFile } from "./disk/secretKeyFile.ts";
import { createSnapshot } from "./snapshot/createSnapshot.ts";
import { restoreSnapshot } from "./snapshot/restoreSnapshot.ts";
import { verifySnapshot } from "./snapshot/verifySnapshot.ts";
import { TrellisNode } from "./TrellisNode.ts";
import { configurationInput } from "./testing/configurationInput.ts";
import { LocalL1 } from "./testing/LocalL1.ts";
import { addressOfSecret, seatSecret, secretOf, until } from "./testing/TestNode.ts";

/** Milliseconds within which a node stops, with room for a busy machine. */
const STOP_MS = 7_500;

async function stopsInTime(node: TrellisNode): Promise<void> {
  const begun = performance.now();
  await node.stop();
  assert(performance.now() - begun < STOP_MS, `took ${performance.now() - begun} ms`);
}

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-node-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A configuration, with its files in its own folder. */
async function configured(
  t: TestContext,
  changes: Partial<ConfigurationInput> = {},
): Promise<ConfigurationInput> {
  const dataDir = await folderOf(t);
  await writeSecretKeyFile(join(dataDir, "l1.key"), secretOf("own"));
  const seatKeyFiles: string[] = [];
  for (const seat of [0, 1, 2]) {
    const file = join(dataDir, `seat-${seat}.key`);
    await writeSecretKeyFile(file, seatSecret(seat));
    seatKeyFiles.push(file);
  }
  const base = configurationInput();
  return {
    ...base,
    dataDir,
    proofs: "simulated",
    gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: join(dataDir, "peer.key") },
    l1KeyFile: join(dataDir, "l1.key"),
    prover: { seatKeyFiles, simulatedMs: 10, maxJobs: 4 },
    ...changes,
  };
}

interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: { readonly data?: { readonly code: string } };
}

const silent = pino({ level: "silent" });

/** A collector of traces, and the names of the spans that it got. */
async function collector(t: TestContext): Promise<{ url: string; names: Set<string> }> {
  const names = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [{ scopeSpans }] = JSON.parse(Buffer.concat(chunks).toString()).resourceSpans;
    for (const { name } of scopeSpans[0].spans) names.add(name);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, names };
}

/** Final heights as a subscriber is told them. */
async function followedHeads(t: TestContext, rpcUrl: string): Promise<string[]> {
  const heights: string[] = [];
  const socket = new WebSocket(rpcUrl.replace("http", "ws"));
  t.after(() => socket.close());
  await once(socket, "open");
  socket.send('{"jsonrpc":"2.0","id":1,"method":"trellis_subscribe","params":["heads"]}');
  await once(socket, "message");
  socket.addEventListener("message", ({ data }) => heights.push(JSON.parse(data).params.result.height));
  return heights;
}

/** An L1 that takes calls and never answers. */
async function silentL1(t: TestContext): Promise<string> {
  const server = createServer(() => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a node that waits for L1 can be stopped at once, and cannot be started again", async (t) => {
  const config = await configured(t);
  const rpcUrl = await silentL1(t);
  const node = new TrellisNode(parseConfiguration({ ...config, l1: { ...config.l1, rpcUrl } }), {
    log: silent,
  });
  const starting = assert.rejects(node.start(), { code: "TRL-NOD-007" });
  await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(node.start(), { code: "TRL-NOD-006" });
  await stopsInTime(node);
  await starting;
  await assert.rejects(node.start(), { code: "TRL-NOD-006" });
  assert.equal(node.rpcUrl, "");
});

test("a second node on the same folder does not start, until the first has ended", async (t) => {
  const config = await configured(t);
  const rpcUrl = await silentL1(t);
  const parsed = parseConfiguration({ ...config, l1: { ...config.l1, rpcUrl } });
  const [first, second, third] = [1, 2, 3].map(() => new TrellisNode(parsed, { log: silent }));
  const starting = assert.rejects(first!.start(), { code: "TRL-NOD-007" });
  await until(async () => (await readdir(config.dataDir)).includes("lock.pid"));
  await assert.rejects(second!.start(), { code: "TRL-NOD-051" });
  await first!.stop();
  await starting;
  const again = assert.rejects(third!.start(), { code: "TRL-NOD-007" });
  await until(async () => (await readdir(config.dataDir)).includes("peer.key"));
  await third!.stop();
  await again;
});

test("a node that was stopped before it was started does not start", async (t) => {
  const node = new TrellisNode(parseConfiguration(await configured(t)), { log: silent });
  await node.stop();
  await assert.rejects(node.start(), { code: "TRL-NOD-007" });
});

test("a missing proposer key, or a key that cannot be read, is reported before anything runs", async (t) => {
  const { l1KeyFile: _, ...keyless } = await configured(t, { proposer: {} });
  const node = new TrellisNode(parseConfiguration(keyless), { log: silent });
  await assert.rejects(node.start(), { code: "TRL-NOD-005" });
  const missing = parseConfiguration(await configured(t, { l1KeyFile: "/nowhere/l1.key" }));
  await assert.rejects(new TrellisNode(missing, { log: silent }).start(), { code: "TRL-NOD-004" });
  const absent = { url: "http://127.0.0.1:1", address: addressOfSecret(secretOf("own")) };
  const unsigned = parseConfiguration(await configured(t, { l1KeyFile: undefined, l1Signer: absent }));
  await assert.rejects(new TrellisNode(unsigned, { log: silent }).start(), { code: "TRL-L1-050" });
});

test("one node proposes, votes, proves, submits and finalises with a signer's key and a lease on a real L1 whose logs lag, and stops when L1 no longer answers", {
  timeout: 300_000,
}, async (t) => {
  const [l1, postgres] = await Promise.all([LocalL1.start(3), LocalPostgres.start()]);
  t.after(() => Promise.all([l1.stop(), postgres.stop()]));
  const events: TrellisEvent[] = [];
  const lines: string[] = [];
  const final = Promise.withResolvers<void>();
  const log = pino(
    { level: "debug", serializers: { error: pino.stdSerializers.err } },
    { write: (line: string) => void lines.push(line) },
  );
  const { addresses, rpcUrl } = l1;
  const { constants, lens } = addresses;
  const least = { constants, lens, deployedAt: String(addresses.deployedAt) };
  const refused = async (changes: Partial<ConfigurationInput>, code: string): Promise<void> => {
    const wrong = parseConfiguration(await configured(t, { l1: { rpcUrl, addresses: least }, ...changes }));
    await assert.rejects(new TrellisNode(wrong, { log: silent }).start(), { code });
  };
  const at = (changes: Record<string, string>) => ({ l1: { rpcUrl, addresses: { ...least, ...changes } } });
  await refused({ proofs: "real" }, "TRL-NOD-063");
  await refused(at({ constants: `0x${"12".repeat(20)}` }), "TRL-NOD-060");
  await refused(at({ constants: addresses.token }), "TRL-NOD-060");
  await refused(at({ constants: addresses.rollup }), "TRL-NOD-060");
  await refused(at({ court: addresses.registry }), "TRL-NOD-061");
  await refused(at({ lens: addresses.court }), "TRL-NOD-062");
  const spans = await collector(t);
  const signer = await HttpSigner.start([secretOf("own")]);
  t.after(() => signer.stop());
  const leaseOf = async () => ({
    urlFile: await postgres.urlFile(await folderOf(t)),
    name: "own",
    seconds: 60,
  });
  const { l1KeyFile: _, ...config } = await configured(t, {
    l1: { rpcUrl, addresses: least },
    l1Signer: { url: signer.url, address: addressOfSecret(secretOf("own")) },
    lease: await leaseOf(),
    proposer: { depth: 1 },
    snapshot: { every: 1 },
    rpc: { port: 0 },
    metrics: { listen: "127.0.0.1:0" },
    tracing: { url: spans.url },
  });
  const node = new TrellisNode(parseConfiguration(config), {
    log,
    onFatal: final.reject,
    onEvent: (event) => {
      events.push(event);
      if (event.event === "l1_transaction" && event.action === "claim") final.resolve();
    },
  });
  t.after(() => node.stop());
  await node.start();
  const heads = await followedHeads(t, node.rpcUrl);
  l1.hidesLogs = true;
  const standby = new TrellisNode(
    parseConfiguration(
      await configured(t, {
        l1: { rpcUrl, addresses: least },
        lease: await leaseOf(),
        metrics: config.metrics,
      }),
    ),
    { log },
  );
  t.after(() => standby.stop());
  const standing = assert.rejects(standby.start(), { code: "TRL-NOD-007" });
  const call = async (method: string, params: unknown[] = []): Promise<RpcAnswer> => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(node.rpcUrl, { method: "POST", body });
    return (await response.json()) as RpcAnswer;
  };
  const code = async (method: string, params: unknown[]): Promise<unknown> =>
    (await call(method, params)).error?.data?.code;
  const status = (await call("trellis_status")).result as { chainId: number; rollup: string };
  assert.deepEqual([status.chainId, status.rollup], [31_337, addresses.rollup]);
  assert.equal(await code("trellis_getBlock", [`0x${"1".repeat(64)}`]), "TRL-NOD-041");
  assert.equal(await code("trellis_getProvers", [`0x${"1".repeat(64)}`]), "TRL-NOD-042");
  assert.match(String(await code("trellis_sendTransaction", ["0x00"])), /^TRL-PRO-/);
  assert.equal((await call("trellis_getAccount", [5])).result, null);
  assert.deepEqual((await call("trellis_getTransaction", ["0x5"])).result, { status: "unknown" });
  await final.promise;
  const head = events.find((event) => event.event === "head");
  assert(head !== undefined);
  const won = (await call("trellis_getProvers", [head.proposalId])).result as unknown[];
  assert.equal(won.length, 3);
  const block = (await call("trellis_getBlock", [head.proposalId])).result as { height: string };
  assert.equal(block.height, "1");
  assert.equal(heads[0], "1");
  const metrics = await (await fetch(`${node.metricsUrl}/metrics`)).text();
  assert.match(metrics, /trellis_head_height 1/);
  assert.match(metrics, /trellis_tokens\{kind="free"\} [1-9]/);
  assert.match(metrics, /trellis_duties_total\{duty="commit",outcome="done"\} [1-9]/);
  assert.match(metrics, /trellis_l1_lag_blocks \d/);
  assert.match(metrics, /trellis_l1_signer_up\{signer="http:\/\/127[^}]+\} 1/);
  assert.match(metrics, /trellis_lease_held 1/);
  await until(() => lines.some((line) => line.includes("this one stands by")));
  assert.match(await (await fetch(`${standby.metricsUrl}/metrics`)).text(), /trellis_lease_held 0/);
  const health = await fetch(`${standby.metricsUrl}/health`);
  assert.deepEqual([health.status, await health.json()], [503, { status: "standby" }]);
  const problems = events.flatMap((event) => (event.event === "problem" ? [event.code] : []));
  assert(!l1.hidesLogs && !problems.includes("TRL-NOD-013"), problems.join());
  assert.equal((await fetch(`${node.rpcUrl}/health`)).status, 200);
  await until(() => lines.some((line) => line.includes("a snapshot for peers is made")));
  await beginsFromPeers(t, parseConfiguration(config), events, head.proposalId);
  l1.isSilent = true;
  await stopsInTime(node);
  assert.equal(node.rpcUrl, "");
  const steps = [
    "propose",
    "vote",
    "transcript",
    "commit",
    "reveal",
    "claim 0/0",
    "prove 0/0",
    "submit",
    "finalise",
  ];
  for (const step of [...steps, "height 1"]) assert(spans.names.has(step), step);
  const taken = () => lines.filter((line) => line.includes("this machine has the lease")).length;
  await until(() => taken() === 2);
  await stopsInTime(standby);
  await standing;
  l1.isSilent = false;
  await goesOnFromStore(t, parseConfiguration(config), head.proposalId);
  await beginsFromSnapshot(t, parseConfiguration(config), new L1Client(rpcUrl, addresses), head.proposalId);
  const secrets = [secretOf("own"), ...[0, 1, 2].map(seatSecret)].map((key) => toHex(key).slice(2));
  const told = `${lines.join("")}${events.map(writeEvent).join("")}`;
  for (const secret of secrets) assert(!told.includes(secret));
});

/** A node that starts again knows its block at once, and tells nobody of it again; with `rebuild` it reads all of L1. */
async function goesOnFromStore(t: TestContext, config: Configuration, block: string): Promise<void> {
  for (const rebuild of [false, true]) {
    const heads = await headsToldBy(t, config, rebuild);
    assert.equal(heads.includes(block), rebuild);
  }
}

/** The final blocks that a node tells of while it starts. */
async function headsToldBy(
  t: TestContext,
  config: Configuration,
  rebuild = false,
  problems: string[] = [],
): Promise<string[]> {
  const heads: string[] = [];
  const node = new TrellisNode(config, {
    log: silent,
    rebuild,
    onEvent: (event) => {
      if (event.event === "head") heads.push(event.proposalId);
      if (event.event === "problem") problems.push(event.code);
    },
  });
  t.after(() => node.stop());
  await node.start();
  const metrics = await (await fetch(`${node.metricsUrl}/metrics`)).text();
  assert.match(metrics, /trellis_head_height [1-9]/);
  assert.match(metrics, /trellis_chain_store_bytes [1-9]/);
  await stopsInTime(node);
  return heads;
}

/** A new node whose store is made from a snapshot of the first one's knows its block at once. */
async function beginsFromSnapshot(
  t: TestContext,
  config: Configuration,
  client: L1Client,
  block: string,
): Promise<void> {
  const file = join(await folderOf(t), "a.snapshot");
  const made = await createSnapshot(config.dataDir, file);
  assert.ok(made.height >= 1n);
  assert.deepEqual(await verifySnapshot(file, client), made);
  const fresh = { ...config, dataDir: await folderOf(t) };
  const restored = await restoreSnapshot(fresh, file);
  assert.ok(restored.height >= made.height);
  await assert.rejects(restoreSnapshot(fresh, file), { code: "TRL-NOD-093" });
  assert.ok((await restoreSnapshot(fresh, file, { replace: true })).height >= restored.height);
  assert.ok(!(await headsToldBy(t, fresh)).includes(block));
  await lastsAsRead(client);
}

/** A new node whose peer has a snapshot begins from it; one whose peer has none reads L1. */
async function beginsFromPeers(
  t: TestContext,
  config: Configuration,
  events: readonly TrellisEvent[],
  block: string,
): Promise<void> {
  const started = events.find((event) => event.event === "started");
  const bootstrap = [...started!.addresses];
  const { proposer: _, prover: __, lease: ___, rpc: ____, ...rest } = config;
  const dataDir = await folderOf(t);
  const peerKeyFile = join(dataDir, "peer.key");
  const fresh: Configuration = {
    ...rest,
    dataDir,
    gossip: { ...config.gossip, bootstrap, peerKeyFile },
    snapshot: { from: "peers" },
  };
  assert.ok(!(await headsToldBy(t, fresh)).includes(block));
  const alone = { ...fresh, dataDir: await folderOf(t), gossip: { ...fresh.gossip, bootstrap: [] } };
  const problems: string[] = [];
  assert.ok((await headsToldBy(t, alone, false, problems)).includes(block));
  assert.ok(problems.includes("TRL-NOD-095"));
}

/** What outlasts heights is told as when all events are read. */
async function lastsAsRead(client: L1Client): Promise<void> {
  const head = await client.head("look at the head");
  const names: string[] = [];
  for await (const { eventName } of client.lasting(head.number)) names.push(eventName);
  const all: string[] = [];
  for await (const { eventName } of client.history(head)) all.push(eventName);
  const kinds = new Set(names);
  assert.ok(kinds.has("ProverJoined") && kinds.has("BalanceDeposited"));
  assert.deepEqual(
    names,
    all.filter((name) => kinds.has(name)),
  );
  assert.equal((await client.finalOf(1n))?.args.height, 1n);
  assert.equal(await client.finalOf(1_000n), undefined);
}
