import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { toBytes } from "@trellis/protocol";
import { tauG2 } from "../srs/developmentSrs.ts";
import { IGNITION_G2_WORDS } from "../srs/ignitionSrs.ts";
import { type KeysFile, keysFile, loadCircuitKeys, toFieldElements } from "./CircuitKeys.ts";
import { CIRCUIT_NAMES, circuitHash } from "./circuit.ts";

let folder = "";
const path = (name: string): string => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-keys-"));
  await write();
});
after(() => rm(folder, { recursive: true, force: true }));

async function write(): Promise<void> {
  for (const name of CIRCUIT_NAMES)
    await writeFile(path(`${name}.json`), JSON.stringify({ bytecode: `code of ${name}` }));
  const key = async (name: string, hash: number) => ({
    circuitHash: await circuitHash(path(`${name}.json`)),
    vk: Uint8Array.of(hash),
    vkHash: toBytes(hash, 32),
    evmVk: Uint8Array.of(name === "root" ? hash : 10 + hash),
  });
  const file = keysFile(
    { kind: "development", g2Words: tauG2() },
    { leaf: await key("leaf", 1), merge: await key("merge", 2), root: await key("root", 3) },
  );
  await writeFile(path("keys.json"), JSON.stringify(file));
}

test("P6.4: keys are loaded with the hash of the inner key set", async () => {
  const keys = await loadCircuitKeys({ g2Words: tauG2(), folder });
  assert.equal(keys.vkSetHash, poseidon2Hash([1n, 2n]));
  assert.deepEqual([keys.leaf.vkHash, keys.merge.vkHash, keys.root.vkHash], [1n, 2n, 3n]);
  assert.deepEqual(keys.root.vk, Uint8Array.of(3));
  assert.deepEqual([keys.leaf.evmVk[0], keys.merge.evmVk[0], keys.root.evmVk[0]], [11, 12, 3]);
  assert.equal(keys.root.circuitPath, path("root.json"));
});

for (const name of CIRCUIT_NAMES) {
  test(`keys of another ${name} circuit are stale, and the message says what to run`, async () => {
    await writeFile(path(`${name}.json`), JSON.stringify({ bytecode: "changed" }));
    await assert.rejects(
      loadCircuitKeys({ g2Words: tauG2(), folder }),
      (error: { code: string; message: string }) => {
        assert.equal(error.code, "TRL-PRV-131");
        assert.match(error.message, /generate-keys/);
        assert.match(error.message, new RegExp(name));
        return true;
      },
    );
    await rm(path(`${name}.json`));
    await assert.rejects(loadCircuitKeys({ g2Words: tauG2(), folder }), { code: "TRL-PRV-132" });
    await write();
  });
}

test("keys of another SRS, missing keys and a changed set hash are refused", async () => {
  await assert.rejects(loadCircuitKeys({ g2Words: IGNITION_G2_WORDS, folder }), { code: "TRL-PRV-133" });
  await assert.rejects(loadCircuitKeys({ g2Words: tauG2(), folder, keysPath: path("none.json") }), {
    code: "TRL-PRV-130",
  });
  await writeFile(path("torn.json"), '{"srs"');
  await assert.rejects(loadCircuitKeys({ g2Words: tauG2(), folder, keysPath: path("torn.json") }), {
    code: "TRL-PRV-130",
  });
  const file = JSON.parse(await readFile(path("keys.json"), "utf8")) as object;
  await writeFile(path("other.json"), JSON.stringify({ ...file, vkSetHash: "0x01" }));
  await assert.rejects(loadCircuitKeys({ g2Words: tauG2(), folder, keysPath: path("other.json") }), {
    code: "TRL-PRV-131",
  });
  const { circuits } = file as KeysFile;
  const { evmVk: _, ...leaf } = circuits.leaf;
  await writeFile(path("older.json"), JSON.stringify({ ...file, circuits: { ...circuits, leaf } }));
  await assert.rejects(loadCircuitKeys({ g2Words: tauG2(), folder, keysPath: path("older.json") }), {
    code: "TRL-PRV-131",
  });
  await writeFile(path("null.json"), "null");
  await assert.rejects(loadCircuitKeys({ g2Words: tauG2(), folder, keysPath: path("null.json") }), {
    code: "TRL-PRV-133",
  });
});

test("field elements have one encoding", () => {
  const modulus = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
  assert.deepEqual(toFieldElements(toBytes(modulus - 1n, 32)), [modulus - 1n]);
  assert.equal(toFieldElements(toBytes(modulus, 32)), undefined);
  assert.equal(toFieldElements(new Uint8Array(33)), undefined);
  assert.deepEqual(toFieldElements(new Uint8Array()), []);
});
