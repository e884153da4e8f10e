import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { withHosts } from "../../../gossip/src/testing/TestHost.ts";
import { KnownPeers } from "../disk/KnownPeers.ts";
import { wallClock } from "../tasks/Clock.ts";
import { PeerMemory } from "./PeerMemory.ts";

const DOMAIN = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };

test("of three nodes the bootstrap node ends; one that starts again finds the other without it", {
  timeout: 60_000,
}, async (t) => {
  const path = await mkdtemp(join(tmpdir(), "trellis-memory-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const opened = async (): Promise<KnownPeers> => {
    const peers = new KnownPeers(path, DOMAIN, { clock: wallClock, onRefused: assert.ifError });
    await peers.open();
    return peers;
  };
  await withHosts(async (start) => {
    const first = await start("B");
    const bootstrap = [first.host.addresses()[0]!];
    const other = await start("C", { bootstrap });
    const node = await start("A", { bootstrap });
    await node.until("it gossips with both", () => node.gossiping === 2);
    const memory = new PeerMemory({
      gossip: node.host,
      peers: await opened(),
      onProblem: assert.ifError,
    });
    memory.start();
    // All parts of a node stop at once.
    await Promise.all([memory.stop(), node.host.stop()]);
    await first.host.stop();
    await other.until("it is alone", () => other.host.peers().length === 0);

    const known = (await opened()).records();
    assert.equal(known.length, 2);
    const again = await start("A", { bootstrap, known });
    await again.until("it gossips with the other", () => again.gossiping === 1);
    assert.deepEqual(again.reported, []);
  });
});

test("it is written when there is news, and at the end; a node without peers forgets nothing", async () => {
  let peers = [{ id: "one", record: Uint8Array.of(1) }];
  const notes: string[] = [];
  const known = new Set<string>();
  const memory = new PeerMemory({
    gossip: { peerRecords: async () => peers },
    peers: {
      add: (added) => {
        const before = known.size;
        for (const { id } of added) known.add(id);
        return known.size > before;
      },
      save: async () => void notes.push([...known].join("+")),
    },
    onProblem: assert.ifError,
  });
  await memory.look();
  await memory.look();
  assert.deepEqual(notes, ["one"]);
  peers = [{ id: "two", record: Uint8Array.of(2) }];
  await Promise.all([memory.look(), memory.look()]);
  assert.deepEqual(notes, ["one", "one+two"]);
  await memory.stop();
  assert.equal(notes.length, 3);
  peers = [];
  await memory.stop();
  assert.equal(notes.length, 3);
});

test("a disk that does not take it is a problem, and ends nothing", async () => {
  const problems: unknown[] = [];
  const memory = new PeerMemory({
    gossip: { peerRecords: async () => [{ id: "one", record: Uint8Array.of(1) }] },
    peers: { add: () => true, save: () => Promise.reject(new Error("full")) },
    onProblem: (error) => problems.push(error),
  });
  await memory.look();
  await memory.stop();
  assert.equal(problems.length, 2);
});
