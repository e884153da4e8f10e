import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";

async function doctor(...args: string[]): Promise<{ written: string; code: unknown }> {
  const io = new FakeIo();
  try {
    await program(io).parseAsync(["doctor", ...args], { from: "user" });
    return { written: io.written, code: undefined };
  } catch (error) {
    return { written: io.written, code: (error as { code?: unknown }).code };
  }
}

test("the first fault is a configuration that cannot be read; it has its code", async () => {
  const { written, code } = await doctor("--config", "/nowhere.json");
  assert.equal(code, "TRL-CLI-060");
  assert.match(written, /^✗ configuration: .*\(TRL-NOD-002\)\n$/);
});

test("a node without L1 fails with each check on a line; with --json as one object", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-doctor-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "node.json");
  const address = `0x${"1".repeat(40)}`;
  const value = {
    name: "one",
    dataDir: join(folder, "data"),
    l1: {
      rpcUrl: "http://127.0.0.1:1/v3/secret-key-of-mine",
      addresses: { constants: address, lens: address, deployedAt: "1" },
    },
    gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: join(folder, "peer.key") },
    proofs: "simulated",
  };
  await writeFile(file, JSON.stringify(value));
  const text = await doctor("--config", file);
  assert.equal(text.code, "TRL-CLI-060");
  assert.match(text.written, /✓ configuration: one: a full node\n/);
  assert.match(text.written, /✗ L1 at http:\/\/127\.0\.0\.1:1: .*\(TRL-L1-040\)/);
  assert.match(text.written, /! peers: .*\n {4}→ name a peer/);
  assert.ok(!text.written.includes("secret-key-of-mine"), "the key of the URL is not shown");
  const json = JSON.parse((await doctor("--config", file, "--json")).written);
  assert.equal(json.ok, false);
  assert.ok(json.checks.some((check: { status: string }) => check.status === "skip"));
});
