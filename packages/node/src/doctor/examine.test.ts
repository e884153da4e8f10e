import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { HttpSigner } from "../../../l1/src/testing/HttpSigner.ts";
import { type ConfigurationInput, parseConfiguration } from "../config/Configuration.ts";
import { FolderLock } from "../disk/FolderLock.ts";
import { writeSecretKeyFile } from "../disk/secretKeyFile.ts";
import { LocalL1 } from "../testing/LocalL1.ts";
import { addressOfSecret, seatSecret, secretOf } from "../testing/TestNode.ts";
import type { Check } from "./Check.ts";
import { examine } from "./examine.ts";

const l1 = await LocalL1.start(2);
after(() => l1.stop());

const PEER = "12D3KooWHqMazMuSVYKn6qNVs6qJ6xHs1ZaPjr58rHJmH7rm9GaH";

/** A port on which somebody listens until the test ends. */
async function listening(t: TestContext): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A configuration of a prover and proposer with two seats, all of which is right. */
async function configured(t: TestContext): Promise<ConfigurationInput> {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-doctor-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const seatKeyFiles = [0, 1].map((seat) => join(dataDir, `seat-${seat}.key`));
  await writeSecretKeyFile(join(dataDir, "l1.key"), secretOf("own"));
  for (const [seat, file] of seatKeyFiles.entries()) await writeSecretKeyFile(file, seatSecret(seat));
  const { constants, lens, deployedAt } = l1.addresses;
  return {
    name: "ill-1",
    dataDir,
    l1: { rpcUrl: l1.rpcUrl, addresses: { constants, lens, deployedAt: String(deployedAt) } },
    gossip: {
      listen: ["/ip4/127.0.0.1/tcp/0"],
      announce: ["/dns4/node.example.org/tcp/9300"],
      bootstrap: [`/ip4/127.0.0.1/tcp/${await listening(t)}/p2p/${PEER}`],
      peerKeyFile: join(dataDir, "peer.key"),
    },
    proofs: "simulated",
    l1KeyFile: join(dataDir, "l1.key"),
    prover: { seatKeyFiles },
    proposer: {},
  };
}

/** The checks that are not ok, as `name status`. */
async function found(input: ConfigurationInput): Promise<{ readonly bad: string[]; readonly all: Check[] }> {
  const all: Check[] = [];
  for await (const check of examine(parseConfiguration(input))) all.push(check);
  return {
    all,
    bad: all.filter(({ status }) => status !== "ok").map(({ name, status }) => `${name} ${status}`),
  };
}

test("a node that is set up rightly passes every check", async (t) => {
  const { all, bad } = await found(await configured(t));
  assert.deepEqual(bad, [], JSON.stringify(all));
  assert.deepEqual(
    all.map(({ name }) => name.replace(/ at .*/, "")),
    [
      "keys",
      "data folder",
      "disk",
      "ports",
      "L1",
      "deployment",
      "clock",
      "seats",
      "balances",
      "peers",
      "public address",
    ],
  );
});

test("each fault fails its own check, and says what to do", async (t) => {
  const right = await configured(t);
  const used = await listening(t);
  const { constants, lens, deployedAt } = l1.addresses;
  const stranger = join(right.dataDir, "stranger.key");
  await writeSecretKeyFile(stranger, secretOf("nobody"));
  const addresses = { constants, lens, deployedAt: String(deployedAt) };
  const cases: readonly [Partial<ConfigurationInput>, readonly string[], RegExp][] = [
    [{ rpc: { port: used } }, ["ports fail"], /EADDRINUSE/],
    [{ proofs: "real" }, ["deployment fail"], /TRL-NOD-063/],
    [
      { l1: { rpcUrl: l1.rpcUrl, addresses: { ...addresses, constants: lens } } },
      ["deployment fail"],
      /TRL-NOD-060/,
    ],
    [{ l1: { rpcUrl: l1.rpcUrl, addresses, chainId: 5 } }, ["L1 at .* fail"], /TRL-L1-043/],
    [{ prover: { seatKeyFiles: [stranger] } }, ["seats fail"], /own no seat.*prover stake/],
    [{ l1KeyFile: stranger, proposer: undefined }, ["balances fail"], /too little for gas/],
    [
      { gossip: { ...right.gossip, bootstrap: [`/ip4/127.0.0.1/tcp/1/p2p/${PEER}`] } },
      ["peers fail"],
      /ECONNREFUSED/,
    ],
    [{ gossip: { ...right.gossip, bootstrap: [] } }, ["peers warn"], /names no peer/],
    [{ gossip: { ...right.gossip, announce: [] } }, ["public address warn"], /gossip\.announce/],
  ];
  for (const [change, expected, says] of cases) {
    const { all, bad } = await found({ ...right, ...change });
    for (const one of expected)
      assert.ok(
        bad.some((name) => new RegExp(`^${one}$`).test(name)),
        `${one}: ${bad}`,
      );
    assert.match(JSON.stringify(all), says);
  }
});

test("a key that others can read, and a folder with other things in it, are failures with a code", async (t) => {
  const right = await configured(t);
  await chmod(right.l1KeyFile!, 0o644);
  const { all } = await found(right);
  assert.equal(all.find(({ name }) => name === "keys")?.code, "TRL-NOD-004");
  assert.equal(
    all.find(({ name }) => name === "seats")?.status,
    "skip",
    "without keys seats cannot be looked up",
  );
  await chmod(right.l1KeyFile!, 0o600);
  await writeFile(join(right.dataDir, "holiday.jpg"), "");
  assert.equal((await found(right)).all.find(({ name }) => name === "data folder")?.code, "TRL-NOD-052");
});

test("while the node runs, its ports and its folder are no faults", async (t) => {
  const right = await configured(t);
  const lock = await FolderLock.take(right.dataDir);
  t.after(() => lock.release());
  const { all, bad } = await found({ ...right, rpc: { port: await listening(t) } });
  assert.deepEqual(bad, []);
  assert.match(JSON.stringify(all), /is in use: the node runs/);
});

test("a provider that does not answer is a failure, and what needs L1 is not checked", async (t) => {
  const right = await configured(t);
  const { addresses } = right.l1;
  const { bad } = await found({ ...right, l1: { rpcUrl: "http://127.0.0.1:1", addresses } });
  assert.deepEqual(bad, [
    "L1 at http://127.0.0.1:1 fail",
    "deployment fail",
    "clock skip",
    "seats skip",
    "balances skip",
  ]);
});

test("a signer that keeps the L1 key is asked to sign", async (t) => {
  const { l1KeyFile: _, ...right } = await configured(t);
  const signer = await HttpSigner.start([secretOf("own")]);
  t.after(() => signer.stop());
  const { url } = signer;
  const l1Signer = { url, address: addressOfSecret(secretOf("own")) };
  const { all, bad } = await found({ ...right, l1Signer });
  assert.deepEqual(bad, [], JSON.stringify(all));
  assert.match(
    all.find(({ name }) => name === `L1 signer at ${url}`)!.says,
    /^it signs for 0x[0-9a-f]{40}, in \d+ ms$/,
  );
  for (const [faults, code] of [
    [{ down: true }, "TRL-L1-050"],
    [{ body: "[]" }, "TRL-L1-053"],
  ] as const) {
    signer.faults = faults;
    const { all, bad } = await found({ ...right, l1Signer });
    assert.deepEqual(bad, [`L1 signer at ${url} fail`]);
    assert.equal(all.find(({ name }) => name.startsWith("L1 signer"))?.code, code);
  }
});

test("a lease whose database does not answer is a failure", async (t) => {
  const right = await configured(t);
  const urlFile = join(right.dataDir, "postgres.txt");
  await writeFile(urlFile, "postgres://trellis:pass-word@127.0.0.1:1/trellis", { mode: 0o600 });
  const { all, bad } = await found({ ...right, lease: { urlFile, name: "own" } });
  assert.deepEqual(bad, ["lease fail"]);
  assert.equal(all.find(({ name }) => name === "lease")?.code, "TRL-NOD-080");
  assert.ok(!JSON.stringify(all).includes("pass-word"));
});
