import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { newSecretKey, writeSecretKeyFile } from "@trellis/node";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";

async function config(...args: string[]): Promise<string> {
  const io = new FakeIo();
  await program(io).parseAsync(["config", ...args], { from: "user" });
  return io.written;
}

test("a configuration is checked with its key files, and a fault names file and field", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-config-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "node.json");
  const seat = join(folder, "seat.key");
  const address = `0x${"1".repeat(40)}`;
  const value = {
    name: "one",
    dataDir: folder,
    l1: { rpcUrl: "http://127.0.0.1:1", addresses: { constants: address, lens: address, deployedAt: "1" } },
    gossip: { peerKeyFile: join(folder, "peer.key") },
    prover: { seatKeyFiles: [seat] },
  };
  await writeFile(file, JSON.stringify(value));
  await assert.rejects(config("check", "--config", file), {
    code: "TRL-NOD-004",
    message: /prover\.seatKeyFiles\.0: .*seat\.key does not exist/,
  });
  await writeSecretKeyFile(seat, newSecretKey());
  assert.match(
    await config("check", "--config", file),
    /valid configuration of one: prover\n {2}0x[0-9a-f]{40} {2}key of a seat\n/,
  );
  await writeFile(file, JSON.stringify({ ...value, proposer: {} }));
  await assert.rejects(config("check", "--config", file), { code: "TRL-NOD-005" });
  // No signer is asked.
  const l1Signer = { url: "http://127.0.0.1:1", address: `0x${"A".repeat(40)}` };
  await writeFile(file, JSON.stringify({ ...value, proposer: {}, l1Signer }));
  assert.match(await config("check", "--config", file), / {2}0xa{40} {2}pays L1's gas\n/);
  await writeFile(
    file,
    JSON.stringify({ ...value, l1Signer: { ...l1Signer, tokenFile: join(folder, "token") } }),
  );
  await assert.rejects(config("check", "--config", file), { code: "TRL-NOD-071", message: /does not exist/ });
});

test("the schema for editors is JSON", async () => {
  assert.equal(JSON.parse(await config("schema")).type, "object");
});
