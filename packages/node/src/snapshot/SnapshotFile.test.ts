import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { publicKeyOf, State } from "@trellis/ledger";
import {
  messageOf,
  NOOP,
  type QueuedMessage,
  rollingHash,
  sha256,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import { DOMAIN } from "../testing/TestNode.ts";
import { makeSnapshot } from "./makeSnapshot.ts";
import { readSnapshot, type Snapshot } from "./readSnapshot.ts";
import { SnapshotFile, type SnapshotSource, writeSnapshotFile } from "./SnapshotFile.ts";
import type { SnapshotManifest } from "./SnapshotManifest.ts";
import { accountChunk, type Chunk } from "./snapshotChunks.ts";

const folder = await mkdtemp(join(tmpdir(), "trellis-snapshot-"));
after(() => rm(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `${++files}.snapshot`);

const KEY = publicKeyOf(7n);
/** Accounts in the first chunk, on two pages of it, and in the third. */
const PLACES = [0, 1, 70, 16_384, 16_500];
const state = State.of(
  PLACES.map((index) => [index, { key: KEY, nonce: index, balances: [BigInt(index) << 90n, 3n] }]),
  [500n, 1n << 100n],
);
const queue: QueuedMessage[] = Array.from({ length: 5 }, (_, i) =>
  messageOf({ ...NOOP, kind: "deposit", amount: BigInt(i + 1), to: i }, KEY),
);

function hashOf(messages: readonly QueuedMessage[]): Uint8Array {
  return messages.reduce<Uint8Array>((hash, message) => rollingHash(hash, message), new Uint8Array(32));
}

function subject(messages = queue) {
  return {
    domain: DOMAIN,
    head: { height: 9n, proposalId: `0x${"cd".repeat(32)}` as const, state },
    messages: { length: messages.length, slice: (from: number, to?: number) => messages.slice(from, to) },
    queueHash: (count: bigint) => hashOf(messages.slice(0, Number(count))),
  };
}

async function readFrom(path: string): Promise<Snapshot> {
  const file = await SnapshotFile.open(path);
  try {
    return await readSnapshot(file);
  } finally {
    await file.close();
  }
}

const path = newPath();
const manifest = await makeSnapshot(path, subject());
const bytes = await readFile(path);

test("a snapshot is read as it was written, and its hashes are computed again", async () => {
  const read = await readFrom(path);
  assert.deepEqual(read.manifest, manifest);
  assert.equal(manifest.accountChunks, 3);
  assert.equal(read.state.root(), state.root());
  assert.deepEqual([...read.state.accounts()], [...state.accounts()]);
  assert.deepEqual(read.state.reserves, state.reserves);
  assert.deepEqual([...read.queue], queue);
  assert.equal(read.state.path(70).length, 20);
});

test("a snapshot without messages is one, too", async () => {
  const empty = newPath();
  await makeSnapshot(empty, subject([]));
  assert.deepEqual([...(await readFrom(empty)).queue], []);
});

test("TRL-NOD-091: whatever byte is changed or cut off, the file is refused", async () => {
  const torn = newPath();
  const refused = async (content: Uint8Array): Promise<void> => {
    await writeFile(torn, content);
    await assert.rejects(readFrom(torn), { code: "TRL-NOD-091" });
  };
  for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 60)) {
    const changed = Uint8Array.from(bytes);
    changed[at]! ^= 1 << (at % 8);
    // In the manifest, a change may lead to another block's number: that is for L1 to refuse.
    if (at > bytes.length - 12 || at < 8 + manifest.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0)) {
      await refused(changed);
    }
    await refused(bytes.subarray(0, at));
  }
  await refused(Buffer.concat([bytes, Buffer.from([0])]));
  await refused(Buffer.from("hello, I am a diary, and long enough"));
  // A length that points to before the file.
  const far = Buffer.from(bytes);
  far.writeUInt32BE(0xffff_ffff, bytes.length - 12);
  await refused(far);
});

/** A source whose chunks or manifest a liar has made, with hashes that fit. */
function liar(chunks: readonly Chunk[], changes: Partial<SnapshotManifest>): SnapshotSource {
  const places = chunks.map(({ place }) => place);
  return {
    manifest: { ...manifest, chunks: places, accountChunks: chunks.length, messages: 0, ...changes },
    chunk: async (number) => chunks[number]!.stored,
  };
}

const chunkOf = (stored: Uint8Array): Chunk => ({
  place: { hash: toHex(sha256(stored)), bytes: stored.length },
  stored,
});
const ACCOUNT = { key: KEY, nonce: 1, balances: [1n, 2n] } as const;

const LIES: Readonly<Record<string, SnapshotSource>> = {
  "a chunk of zeros without end": liar([chunkOf(deflateRawSync(new Uint8Array(2 ** 26)))], {}),
  "a chunk that is not compressed": liar([chunkOf(new Uint8Array(104).fill(255))], {}),
  "half an account": liar([chunkOf(deflateRawSync(new Uint8Array(50)))], {}),
  "an account twice": liar(
    [
      await accountChunk([
        [4, ACCOUNT],
        [4, ACCOUNT],
      ]),
    ],
    {},
  ),
  "accounts in another order": liar(
    [
      await accountChunk([
        [5, ACCOUNT],
        [4, ACCOUNT],
      ]),
    ],
    {},
  ),
  "an account of another chunk": liar([await accountChunk([[8_192, ACCOUNT]])], {}),
  "a key that is no field element": liar(
    [await accountChunk([[0, { ...ACCOUNT, key: { x: (1n << 256n) - 1n, y: 0n } }]])],
    {},
  ),
  "fewer accounts than it says": liar([await accountChunk([[0, ACCOUNT]])], { accounts: 2 }),
  "accounts of another state": liar([await accountChunk([[0, ACCOUNT]])], { accounts: 1 }),
  "reserves that cannot be": liar([await accountChunk([[0, ACCOUNT]])], {
    accounts: 1,
    reserves: [1n << 200n, 0n],
  }),
  "a chunk of another hash": {
    manifest,
    chunk: async () => chunkOf(deflateRawSync(new Uint8Array(104))).stored,
  },
  "messages of another queue": {
    manifest: { ...manifest, queueHash: `0x${"11".repeat(32)}` },
    chunk: async (number) => {
      const file = await SnapshotFile.open(path);
      try {
        return await file.chunk(number);
      } finally {
        await file.close();
      }
    },
  },
};

for (const [what, source] of Object.entries(LIES)) {
  test(`TRL-NOD-091: ${what} is refused`, async () => {
    await assert.rejects(readSnapshot(source), { code: "TRL-NOD-091" });
  });
}

test("TRL-NOD-091: a table of contents that cannot be is refused before any chunk is read", async () => {
  const wrong: Readonly<Record<string, Partial<SnapshotManifest>>> = {
    "a chunk less": { chunks: manifest.chunks.slice(1) },
    "a chunk that is too large": { chunks: manifest.chunks.map((chunk) => ({ ...chunk, bytes: 2 ** 24 })) },
    "more chunks than the state has places": { accountChunks: 200 },
    "height 0": { height: 0n },
    "too many messages": { messages: 2 ** 30 },
  };
  for (const [what, change] of Object.entries(wrong)) {
    const torn = newPath();
    const chunks = manifest.chunks.map((_, i) => chunkOf(new Uint8Array([i])));
    await writeSnapshotFile(torn, chunks, (chunks) => ({ ...manifest, chunks, ...change }));
    await assert.rejects(SnapshotFile.open(torn), { code: "TRL-NOD-091" }, what);
  }
});

test("TRL-NOD-093: a file that is there stays, unless it is to be replaced", async () => {
  await assert.rejects(makeSnapshot(path, subject([])), { code: "TRL-NOD-093" });
  assert.deepEqual(await readFile(path), bytes);
  const other = newPath();
  await writeFile(other, "old");
  await makeSnapshot(other, subject(), { replace: true });
  assert.deepEqual(await readFile(other), bytes);
});

test("what cannot be written leaves nothing behind", async () => {
  const own = join(folder, "own");
  await mkdir(own);
  async function* failing(): AsyncGenerator<Chunk> {
    yield chunkOf(new Uint8Array(9));
    throw new TrellisError("TRL-NOD-054", "the chain is torn");
  }
  await assert.rejects(
    writeSnapshotFile(join(own, "a"), failing(), () => manifest),
    { code: "TRL-NOD-054" },
  );
  assert.deepEqual(readdirSync(own), []);
  await assert.rejects(makeSnapshot(join(folder, "nowhere", "a"), subject()), { code: "TRL-NOD-009" });
});

test("TRL-NOD-009: a file that is not there, or a folder, is told as such", async () => {
  await assert.rejects(SnapshotFile.open(join(folder, "none")), { code: "TRL-NOD-009" });
  await assert.rejects(SnapshotFile.open(folder), (error: TrellisError) =>
    /TRL-NOD-0(09|91)/.test(error.code),
  );
  assert.ok(!existsSync(join(folder, "none")));
});

test("TRL-NOD-094: there is no snapshot of genesis", async () => {
  const { head, ...rest } = subject();
  await assert.rejects(makeSnapshot(newPath(), { ...rest, head: { ...head, height: 0n } }), {
    code: "TRL-NOD-094",
  });
});
