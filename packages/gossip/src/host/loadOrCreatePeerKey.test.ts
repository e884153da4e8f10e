import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadOrCreatePeerKey } from "./loadOrCreatePeerKey.ts";

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-peer-key-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("a fresh key is written for its owner alone and read again", () =>
  withFolder(async (folder) => {
    const path = join(folder, "peer.key");
    const seed = await loadOrCreatePeerKey(path);
    assert.equal(seed.length, 32);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.deepEqual(await loadOrCreatePeerKey(path), seed);
    assert.notDeepEqual(await loadOrCreatePeerKey(join(folder, "other.key")), seed);
    assert.deepEqual((await readdir(folder)).sort(), ["other.key", "peer.key"]);
  }));

test("processes that start at once agree on one key", () =>
  withFolder(async (folder) => {
    const seeds = await Promise.all(
      Array.from({ length: 8 }, () => loadOrCreatePeerKey(join(folder, "peer.key"))),
    );
    for (const seed of seeds) assert.deepEqual(seed, seeds[0]);
  }));

test("a file that others may read, or that holds no key, is refused", () =>
  withFolder(async (folder) => {
    const path = join(folder, "peer.key");
    await loadOrCreatePeerKey(path);
    for (const mode of [0o640, 0o604, 0o620, 0o610]) {
      await chmod(path, mode);
      await assert.rejects(loadOrCreatePeerKey(path), { code: "TRL-GSP-003" });
    }
    for (const length of [0, 31, 33]) {
      const bad = join(folder, `bad${length}`);
      await writeFile(bad, new Uint8Array(length), { mode: 0o600 });
      await assert.rejects(loadOrCreatePeerKey(bad), { code: "TRL-GSP-004" });
    }
  }));

test("a path that cannot be a file is told with its field and what to do", () =>
  withFolder(async (folder) => {
    const refused = (path: string, message: RegExp) =>
      assert.rejects(loadOrCreatePeerKey(path), { code: "TRL-GSP-012", message });
    await refused(join(folder, "missing", "peer.key"), /gossip\.peerKeyFile.*missing.*does not exist/);
    await chmod(folder, 0o700);
    await refused(folder, /gossip\.peerKeyFile.*is a folder/);
    await writeFile(join(folder, "file"), "");
    await refused(join(folder, "file", "peer.key"), /below a file/);
  }));
