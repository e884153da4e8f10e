import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { concatBytes, sha256 } from "@trellis/protocol";
import { KnownPeers, MAX_KNOWN_PEERS } from "./KnownPeers.ts";

const DOMAIN = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
const DAY = 86_400_000;
const peer = (n: number) => ({ id: `peer-${n}`, record: Uint8Array.of(n >> 8, n & 0xff) });

async function folder(t: TestContext) {
  const path = await mkdtemp(join(tmpdir(), "trellis-known-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const refused: string[] = [];
  let now = 1_700_000_000_000;
  const open = async (domain = DOMAIN): Promise<KnownPeers> => {
    const peers = new KnownPeers(path, domain, {
      clock: () => now,
      onRefused: ({ code }) => refused.push(code),
    });
    await peers.open();
    return peers;
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  return { path, refused, open, pass };
}

test("peers outlast the process, the last seen first; another rollup's do not", async (t) => {
  const { open, pass } = await folder(t);
  const peers = await open();
  assert.equal(peers.add([peer(1), peer(2)]), true);
  pass(DAY);
  assert.equal(peers.add([peer(1)]), false, "it is known with this record");
  assert.equal(peers.add([{ ...peer(2), record: Uint8Array.of(9) }]), true, "its addresses are new");
  await peers.save();
  assert.deepEqual((await open()).records(), [Uint8Array.of(9), peer(1).record]);
  assert.equal((await open({ ...DOMAIN, chainId: 1n })).size, 0);
});

test("there is room for so many peers, and none is kept for more than two weeks", async (t) => {
  const { open, pass } = await folder(t);
  const peers = await open();
  peers.add([peer(0)]);
  pass(1_000);
  peers.add(Array.from({ length: MAX_KNOWN_PEERS }, (_, n) => peer(n + 1)));
  peers.add([{ id: "too long", record: new Uint8Array(2_049) }]);
  await peers.save();
  const again = await open();
  assert.equal(again.size, MAX_KNOWN_PEERS);
  assert.deepEqual(again.records().at(-1), peer(1).record, "the one seen first gave way");
  pass(13 * DAY);
  assert.equal((await open()).size, MAX_KNOWN_PEERS);
  pass(DAY);
  assert.equal((await open()).size, 0);
});

test("TRL-NOD-050 a file that is torn, hostile or of another version is set aside, and told of once", async (t) => {
  const { path, open, refused } = await folder(t);
  const file = join(path, "peers");
  const whole = await open();
  whole.add([peer(1)]);
  await whole.save();
  const sealed = (text: string): Uint8Array => {
    const bytes = new TextEncoder().encode(text);
    return concatBytes(sha256(bytes), bytes);
  };
  const many = Array.from({ length: MAX_KNOWN_PEERS + 1 }, (_, n) => ({ id: `${n}`, seenAt: 0, record: "" }));
  const long = { id: "1", seenAt: 0, record: "A".repeat(4_096) };
  const contents = [
    (await readFile(file)).subarray(0, -1),
    new Uint8Array(2 ** 21),
    sealed("not JSON"),
    sealed(JSON.stringify({ version: 2, rollupId: "1", peers: [] })),
    sealed(JSON.stringify({ version: 1, rollupId: "1", peers: many })),
    sealed(JSON.stringify({ version: 1, rollupId: "1", peers: [long] })),
    sealed(JSON.stringify({ version: 1, rollupId: "1", peers: [{ id: "1", seenAt: -1, record: "/../" }] })),
  ];
  for (const content of contents) {
    await writeFile(file, content);
    assert.equal((await open()).size, 0);
    assert.deepEqual(refused.splice(0), ["TRL-NOD-050"]);
    assert.equal((await open()).size, 0);
    assert.deepEqual(refused, []);
  }
  assert.deepEqual(await readdir(path), ["peers.refused"]);
});
