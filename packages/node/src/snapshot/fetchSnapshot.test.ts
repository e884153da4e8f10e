import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { WantedChunk } from "@trellis/gossip";
import { TrellisError } from "@trellis/protocol";
import { Chain } from "../chain/Chain.ts";
import { askedOf, HEIGHT, lived, snapshotOf } from "../testing/livedSnapshot.ts";
import { beginChain } from "./beginChain.ts";
import { fetchSnapshot } from "./fetchSnapshot.ts";
import { SnapshotKeeper } from "./SnapshotKeeper.ts";
import { readManifest, type SnapshotManifest, writeManifest } from "./SnapshotManifest.ts";

const folder = await mkdtemp(join(tmpdir(), "trellis-keeper-"));
after(() => rm(folder, { recursive: true, force: true }));

const { life, seen } = lived(false, []);
const l1 = askedOf(life.l1);
const { signal } = new AbortController();

function keeperAt(path: string, every = 1) {
  const made: SnapshotManifest[] = [];
  const problems: unknown[] = [];
  const keeper = new SnapshotKeeper({
    domain: l1.domain,
    path,
    every,
    onMade: (manifest) => void made.push(manifest),
    onProblem: (error) => void problems.push(error),
  });
  return { keeper, made, problems };
}

/** Lives one more height, and tells the keeper. */
async function nextHeight(keeper: SnapshotKeeper): Promise<void> {
  const { height } = life.chain.head;
  const finals = life.chain.finals;
  for (let i = 0; life.chain.head.height === height; i = (i + 1) % HEIGHT.length) life.take(HEIGHT[i]!);
  const isNew = ({ proposalId }: { readonly proposalId: string }): boolean =>
    !finals.some((final) => final.proposalId === proposalId);
  keeper.onChainChange({ chain: life.chain, view: life.view, finals: life.chain.finals.filter(isNew) });
  await keeper.settled();
}

/** A peer's answers, from what its keeper serves. */
function peersOf(...keepers: SnapshotKeeper[]) {
  return {
    offers: async () =>
      keepers.map((keeper, i) => ({ manifest: keeper.served!.manifest, peers: [String(i)] })),
    chunk: async ([peer]: readonly string[], { hash }: WantedChunk) => {
      const chunk = await keepers[Number(peer)]!.served!.chunk(hash);
      if (chunk === undefined) throw new TrellisError("TRL-GSP-014", "no peer has it");
      return chunk;
    },
  };
}

test("a node makes a snapshot at each of its heights, the same as others, and a new node begins from it", async (t) => {
  const one = keeperAt(join(folder, "one"));
  const other = keeperAt(join(folder, "other"), 2);
  t.after(() => Promise.all([one.keeper.stop(), other.keeper.stop()]));
  while (life.chain.head.height % 2n === 0n) await nextHeight(one.keeper);
  const odd = life.chain.head.height;
  await nextHeight(one.keeper);
  other.keeper.onChainChange({ chain: life.chain, view: life.view, finals: life.chain.finals });
  await other.keeper.settled();
  assert.deepEqual(one.keeper.served!.manifest, other.keeper.served!.manifest);
  await nextHeight(one.keeper);
  other.keeper.onChainChange({ chain: life.chain, view: life.view, finals: life.chain.finals });
  await other.keeper.settled();
  assert.deepEqual(
    other.made.map(({ height }) => height),
    [odd + 1n],
  );
  const snapshot = await fetchSnapshot(peersOf(other.keeper, one.keeper), l1, signal);
  assert.equal(snapshot.manifest.height, odd + 2n, "the highest");
  const chain = new Chain(() => life.time);
  await beginChain(chain, snapshot, l1);
  assert.equal(chain.head.state.root(), life.chain.head.state.root());
  assert.deepEqual([...one.problems, ...other.problems], []);
});

test("a node goes on to serve what it made before it was stopped; a torn file is not served", async (t) => {
  const path = join(folder, "kept");
  const before = keeperAt(path);
  await nextHeight(before.keeper);
  const { manifest } = before.keeper.served!;
  await before.keeper.stop();
  assert.equal(before.keeper.served, undefined);
  const again = keeperAt(path);
  t.after(() => again.keeper.stop());
  await again.keeper.start();
  assert.deepEqual(again.keeper.served!.manifest, manifest);
  assert.equal(await again.keeper.served!.chunk(`0x${"11".repeat(32)}`), undefined);
  const torn = join(folder, "torn");
  await writeFile(torn, "torn");
  const { keeper } = keeperAt(torn);
  await keeper.start();
  assert.equal(keeper.served, undefined);
});

test("a disk that cannot be written is told, and the node goes on", async () => {
  const { keeper, problems } = keeperAt(join(folder, "nowhere", "a"));
  await nextHeight(keeper);
  assert.deepEqual(
    problems.map((error) => (error as TrellisError).code),
    ["TRL-NOD-009"],
  );
  await keeper.stop();
});

test("TRL-NOD-095: offers that L1 does not confirm, and chunks that do not come, leave nothing", async (t) => {
  const { keeper } = keeperAt(join(folder, "honest"));
  t.after(() => keeper.stop());
  await nextHeight(keeper);
  const honest = peersOf(keeper);
  const manifest = readManifest(keeper.served!.manifest);
  const offered = (bytes: Uint8Array) => ({
    ...honest,
    offers: async () => [{ manifest: bytes, peers: ["0"] }],
  });
  const cases = {
    "no offer": { ...honest, offers: async () => [] },
    "no manifest": offered(Uint8Array.of(1)),
    "another state": offered(writeManifest({ ...manifest, stateRoot: 1n })),
    "another rollup": offered(writeManifest({ ...manifest, chainId: 1n })),
    "other accounts than the root's": offered(
      writeManifest({ ...manifest, chunks: manifest.chunks.toReversed() }),
    ),
    "no chunk": { ...honest, chunk: async () => Promise.reject(new TrellisError("TRL-GSP-014", "none")) },
  };
  for (const [what, peers] of Object.entries(cases)) {
    await assert.rejects(fetchSnapshot(peers, l1, signal), { code: "TRL-NOD-095" }, what);
  }
  // A liar with the better offer does not keep a node from an honest one.
  const offers = async () => [{ manifest: Uint8Array.of(1), peers: ["0"] }, ...(await honest.offers())];
  assert.equal((await fetchSnapshot({ ...honest, offers }, l1, signal)).manifest.height, manifest.height);
  const ended = AbortSignal.abort(new Error("the node was stopped"));
  await assert.rejects(fetchSnapshot(honest, l1, ended), /the node was stopped/);
});

test("the first height's snapshot is one, too", async () => {
  const chain = new Chain(() => life.time);
  await beginChain(chain, snapshotOf(seen[0]!), l1);
  assert.equal(chain.head.height, life.chain.head.height);
});
