import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { configurationInput } from "../testing/configurationInput.ts";
import { parseConfiguration } from "./Configuration.ts";
import { loadConfiguration } from "./loadConfiguration.ts";

const faultsOf = (value: unknown): string => {
  try {
    parseConfiguration(value);
  } catch (error) {
    assert(error instanceof TrellisError && error.code === "TRL-NOD-001");
    return error.message;
  }
  return assert.fail("accepted");
};

const ADDRESS = `0x${"12".repeat(20)}`;
/** What a part of the configuration cannot be without. */
const NEEDED: Readonly<Record<string, object>> = {
  prover: { seatKeyFiles: ["a"] },
  l1Signer: { url: "http://signer", address: ADDRESS },
  tracing: { url: "http://collector/v1/traces" },
  lease: { urlFile: "a", name: "own" },
};

/** The configuration with the field at `path` replaced; undefined removes it. */
function withField(path: string, value: unknown): Record<string, unknown> {
  const copy = structuredClone(configurationInput()) as unknown as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  let at = copy;
  for (const key of keys) {
    at[key] ??= NEEDED[key] ?? {};
    at = at[key] as Record<string, unknown>;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

test("addresses in any case become lower case", () => {
  const input = withField("l1.addresses.rollup", `0x${"Ab".repeat(20)}`);
  assert.equal(parseConfiguration(input).l1.addresses.rollup, `0x${"ab".repeat(20)}`);
});

test("defaults are filled in", () => {
  const config = parseConfiguration({
    ...configurationInput(),
    prover: { seatKeyFiles: ["a"] },
    proposer: {},
  });
  assert.equal(config.l1.pollMs, 250);
  assert.equal(config.l1.addresses.deployedAt, 17n);
  assert.equal(config.proofs, "real");
  assert.deepEqual(config.srs, { kind: "development" });
  assert.deepEqual([config.prover?.costPerSecond, config.prover?.mostMissed], ["0", 3]);
  assert.deepEqual(config.proposer, {
    depth: 1,
    proverShareBps: 6_000,
    bidFraction: 0.5,
    bondRiskBps: 100,
    queue: "all",
    strategy: { kind: "fees" },
  });
  assert.deepEqual(config.duties, { tokenPrice: "1000000000000000", claimAboveBps: 20_000 });
  assert.equal(config.rpc, undefined);
});

const backrun = (priceFeed: unknown) => ({ kind: "backrun", l2KeyFile: "k", priceFeed });

test("a trading strategy needs a key, a price and bounds", () => {
  const strategy = backrun({ kind: "http", url: "https://prices.example/asset1" });
  const config = parseConfiguration({ ...configurationInput(), proposer: { strategy } });
  assert.deepEqual(config.proposer?.strategy, {
    kind: "backrun",
    l2KeyFile: "k",
    priceFeed: { kind: "http", url: "https://prices.example/asset1", timeoutMs: 1_000 },
    maxPriceAgeSeconds: 60,
    minProfit: 1n,
  });
});

const WRONG: readonly [path: string, value: unknown][] = [
  ["name", undefined],
  ["name", "two words"],
  ["name", "x".repeat(33)],
  ["dataDir", ""],
  ["l1", undefined],
  ["l1.rpcUrl", "not a url"],
  ["l1.rpcUrl", "file:///etc/passwd"],
  ["l1.pollMs", 49],
  ["l1.pollMs", 60_001],
  ["l1.pollMs", 0.5],
  ["l1.addresses.token", "0x12"],
  ["l1.addresses.secondAsset", `0x${"g".repeat(40)}`],
  ["l1.addresses.constants", undefined],
  ["l1.addresses.blockVerifier", 5],
  ["l1.addresses.verifier", `0x${"11".repeat(20)}`],
  ["l1.addresses.rollup", "1".repeat(40)],
  ["l1.addresses.deployedAt", "-1"],
  ["l1.addresses.deployedAt", "0x11"],
  ["gossip", undefined],
  ["gossip.listen", []],
  ["gossip.listen", [5]],
  ["gossip.bootstrap", new Array(65).fill("/ip4/127.0.0.1/tcp/1/p2p/x")],
  ["gossip.peerKeyFile", undefined],
  ["rpc.port", 65_536],
  ["rpc.port", -1],
  ["rpc.port", "80"],
  ["rpc.socketsPerClient", 0],
  ["rpc.origins", ["app.example.org"]],
  ["rpc.origins", ["https://app.example.org/page"]],
  ["tracing", {}],
  ["tracing.url", "http://user:password@collector/v1/traces"],
  ["tracing.url", "collector:4318"],
  ["tracing.tokenFile", ""],
  ["proofs", "none"],
  ["srs.kind", "made up"],
  ["l1KeyFile", 7],
  ["l1Signer", { address: ADDRESS }],
  ["l1Signer", { url: "http://signer" }],
  ["l1Signer.url", "signer:9000"],
  ["l1Signer.address", "0x12"],
  ["l1Signer.timeoutMs", 99],
  ["l1Signer.tokenFile", ""],
  ["l1Signer", { url: "http://signer", address: ADDRESS, clientCertFile: "a" }],
  ["lease", { name: "own" }],
  ["lease.seconds", 4],
  ["lease.name", "a b"],
  ["prover.seatSigner", { url: "http://signer" }],
  ["proposer.depth", 0],
  ["proposer.depth", 12],
  ["proposer.proverShareBps", 10_001],
  ["proposer.proverShareBps", -1],
  ["proposer.bidFraction", 1.1],
  ["proposer.bidFraction", -0.1],
  ["proposer.maxProverShareBps", 10_001],
  ["proposer.bondRiskBps", 10_001],
  ["proposer.queue", "none"],
  ["proposer.strategy", { kind: "sandwich" }],
  ["proposer.strategy", { kind: "backrun" }],
  ["proposer.strategy", { kind: "fees", l2KeyFile: "k" }],
  ["proposer.strategy", backrun({ kind: "fixed", price: "0" })],
  ["proposer.strategy", backrun({ kind: "fixed", price: 1.5 })],
  ["proposer.strategy", backrun({ kind: "file", path: "" })],
  ["proposer.strategy", backrun({ kind: "http", url: "file:///etc/passwd" })],
  ["proposer.strategy", backrun({ kind: "http", url: "http://x", timeoutMs: 5 })],
  ["proposer.strategy", backrun({ kind: "ftp", url: "http://x" })],
  ["prover.seatKeyFiles", []],
  ["prover.seatKeyFiles", ["a", "b", "a"]],
  ["prover.capacity", 0],
  ["prover.capacity", 513],
  ["prover.maxJobs", 0],
  ["prover.maxJobs", 257],
  ["prover.threads", 0],
  ["prover.proveTop", 0],
  ["prover.proveTop", 17],
  ["duties.tokenPrice", "0.5"],
  ["duties.claimAboveBps", 9_999],
  ["prover.costPerSecond", "1.5"],
  ["prover.confidence", 0],
  ["prover.mostMissed", 0],
  ["prover.simulatedMs", -1],
  ["logLevel", "loud"],
  ["l1.secret", "x"],
  ["surprise", true],
];

for (const [path, value] of WRONG) {
  test(`a wrong ${path} (${JSON.stringify(value)?.slice(0, 30)}) is refused by name`, () => {
    const message = faultsOf(withField(path, value));
    const name = ["l1.secret", "l1.addresses.verifier", "surprise"].includes(path)
      ? path.split(".").at(-1)!
      : path;
    assert(message.includes(name), message);
  });
}

test("an L1 key is in a file or with a signer, and a seat's key in a file: the message says so", () => {
  const l1Signer = { url: "https://signer/path", address: ADDRESS.toUpperCase().replace("X", "x") };
  const config = parseConfiguration(withField("l1Signer", l1Signer));
  assert.deepEqual(config.l1Signer, { url: l1Signer.url, address: ADDRESS, timeoutMs: 5_000 });
  assert.match(
    faultsOf({ ...withField("l1Signer", l1Signer), l1KeyFile: "l1.key" }),
    /l1Signer: only one of l1KeyFile and l1Signer/,
  );
  assert.match(
    faultsOf(withField("prover.seatSigner", l1Signer)),
    /prover\.seatSigner: .*Keccak-256; use seatKeyFiles/,
  );
});

test("one error names every wrong field", () => {
  const message = faultsOf({ ...withField("l1.pollMs", 1), name: "", logLevel: "loud" });
  for (const field of ["name", "l1.pollMs", "logLevel"]) assert(message.includes(field), message);
  assert(faultsOf(5).includes("(top)"));
});

test("the value of an unknown field is not quoted", () => {
  const key = `0x${"ab".repeat(32)}`;
  assert(!faultsOf({ ...configurationInput(), l1Key: key }).includes("abab"));
  assert(!faultsOf(withField("l1KeyFile", { key })).includes("abab"));
});

test("a file that is missing or not valid JSON gives TRL-NOD-002, and is never quoted", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-config-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "node.json");
  await assert.rejects(loadConfiguration(file), { code: "TRL-NOD-002" });
  await writeFile(file, "deadbeefdeadbeef");
  await assert.rejects(loadConfiguration(file), (error: TrellisError) => {
    assert.equal(error.code, "TRL-NOD-002");
    assert(!JSON.stringify([error.message, error.stack, String(error.cause)]).includes("dead"));
    return true;
  });
  await writeFile(file, JSON.stringify(configurationInput()));
  assert.equal((await loadConfiguration(file)).name, "test-1");
});
