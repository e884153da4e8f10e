import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { toHex } from "@trellis/protocol";
import { Chain } from "../chain/Chain.ts";
import { OwnStanding } from "../chain/OwnStanding.ts";
import { FolderLock } from "../disk/FolderLock.ts";
import { CHAIN_STORE, ChainStore } from "../store/ChainStore.ts";
import { askedOf, HEIGHT, lived, snapshotOf } from "../testing/livedSnapshot.ts";
import { secretOf } from "../testing/secrets.ts";
import { checkOnL1 } from "./checkOnL1.ts";
import { createSnapshot } from "./createSnapshot.ts";
import { readSnapshot } from "./readSnapshot.ts";
import { SnapshotFile } from "./SnapshotFile.ts";
import { writeStore } from "./writeStore.ts";

const root = await mkdtemp(join(tmpdir(), "trellis-restore-"));
after(() => rm(root, { recursive: true, force: true }));
const newFolder = (): Promise<string> => mkdtemp(join(root, "node-"));

const { life, seen } = lived(false, []);
const l1 = askedOf(life.l1);
const snapshot = snapshotOf(seen.at(-2)!);

function standing(): OwnStanding {
  return new OwnStanding({ seatSecretKeys: [secretOf("life 1")], account: undefined, emit: () => {} });
}

/** A node's chain and its store. */
function opened(path: string) {
  const chain = new Chain(() => life.time);
  const problems: string[] = [];
  const store = new ChainStore(
    { chain, standing: standing() },
    { path, domain: l1.domain, deployedAt: l1.deployedAt, onProblem: ({ code }) => problems.push(code) },
  );
  return { chain, store, problems };
}

test("a node starts from the store that was made, and goes on", async () => {
  const path = join(await newFolder(), CHAIN_STORE);
  const restored = await writeStore(snapshot, l1, { path, standing: standing() });
  assert.equal(restored.height, life.chain.head.height);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const { chain, store, problems } = opened(path);
  assert.equal((await store.load(async () => true))?.hash, restored.l1Block.hash);
  assert.equal(chain.head.state.root(), life.chain.head.state.root());
  for (const step of HEIGHT) {
    life.take(step);
    chain.apply(life.view);
    store.onChainChange({ view: life.view });
  }
  assert.equal(chain.head.proposalId, life.chain.head.proposalId);
  await store.stop();
  assert.deepEqual(problems, []);
});

test("a stopped node's store gives a snapshot, from which another node starts", async () => {
  const folder = await newFolder();
  const path = join(folder, CHAIN_STORE);
  await writeStore(snapshot, l1, { path, standing: standing() });
  const out = join(folder, "height.snapshot");
  const made = await createSnapshot(folder, out);
  assert.equal(made.height, life.chain.head.height);
  assert.equal(made.rollup, toHex(l1.domain.rollup));
  await checkOnL1(made, l1);
  const file = await SnapshotFile.open(out);
  const other = join(await newFolder(), CHAIN_STORE);
  await writeStore(await readSnapshot(file), l1, { path: other, standing: standing() });
  await file.close();
  const { chain, store } = opened(other);
  assert.notEqual(await store.load(async () => true), undefined);
  assert.equal(chain.head.height, made.height);
  await store.stop();
});

test("a store that was there stays as it was until the new one is whole", async () => {
  const folder = await newFolder();
  const path = join(folder, CHAIN_STORE);
  writeFileSync(path, "the old one");
  const failing = { ...l1, activeSeats: async () => Promise.reject(new Error("L1 is gone")) };
  await assert.rejects(writeStore(snapshot, failing, { path, standing: standing() }), /L1 is gone/);
  assert.equal(readFileSync(path, "utf8"), "the old one");
  assert.deepEqual(readdirSync(folder), [CHAIN_STORE]);
  await writeStore(snapshot, l1, { path, standing: standing() });
  assert.deepEqual(readdirSync(folder), [CHAIN_STORE]);
});

test("TRL-NOD-009: a disk that cannot be written is told", async () => {
  const nowhere = join(root, "nowhere", CHAIN_STORE);
  await assert.rejects(writeStore(snapshot, l1, { path: nowhere, standing: standing() }), {
    code: "TRL-NOD-009",
  });
});

test("TRL-NOD-090, TRL-NOD-092: what L1 does not confirm is refused", async () => {
  const folder = await newFolder();
  await writeStore(snapshot, l1, { path: join(folder, CHAIN_STORE), standing: standing() });
  const made = await createSnapshot(folder, join(folder, "a"));
  for (const change of [
    { stateRoot: made.stateRoot + 1n },
    { proposalId: `0x${"11".repeat(32)}` as const },
    { queueHash: `0x${"11".repeat(32)}` as const },
    { height: 99n },
  ]) {
    await assert.rejects(checkOnL1({ ...made, ...change }, l1), { code: "TRL-NOD-090" });
  }
  for (const change of [{ chainId: 5n }, { rollup: `0x${"11".repeat(20)}` as const }]) {
    await assert.rejects(checkOnL1({ ...made, ...change }, l1), { code: "TRL-NOD-092" });
  }
});

test("TRL-NOD-094: a folder without a chain store, or with a torn one, gives no snapshot", async () => {
  const folder = await newFolder();
  const out = join(folder, "a");
  await assert.rejects(createSnapshot(folder, out), { code: "TRL-NOD-094" });
  writeFileSync(join(folder, CHAIN_STORE), "a diary, not a database of any kind");
  await assert.rejects(createSnapshot(folder, out), { code: "TRL-NOD-094" });
  writeFileSync(join(folder, CHAIN_STORE), "");
  await assert.rejects(createSnapshot(folder, out), { code: "TRL-NOD-094" });
  assert.ok(!existsSync(out));
});

test("TRL-NOD-051: the folder of a node that runs gives no snapshot", async () => {
  const folder = await newFolder();
  writeFileSync(join(folder, CHAIN_STORE), "");
  const lock = await FolderLock.take(folder);
  await assert.rejects(createSnapshot(folder, join(folder, "a")), { code: "TRL-NOD-051" });
  lock.release();
});
