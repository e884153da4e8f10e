import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { developmentSrs } from "../srs/developmentSrs.ts";
import { ignitionSrs } from "../srs/ignitionSrs.ts";
import type { Srs } from "../srs/Srs.ts";
import { WitnessMaker } from "../witness/WitnessMaker.ts";
import { BbRunner, type ProofTarget } from "./BbRunner.ts";
import { bbBinary } from "./bbBinary.ts";

const FIXTURE = fileURLToPath(new URL("../../test/fixtures/ultrahonk-ignition", import.meta.url));
const circuitPath = join(FIXTURE, "circuit.json");
const target: ProofTarget = "noir-recursive-no-zk";
/** Eight squares that add up to 204. */
const inputs = { x: ["1", "2", "3", "4", "5", "6", "7", "8"], y: "204" };

const [proof, publicInputs, vk] = await Promise.all(
  ["proof", "public_inputs", "vk"].map(async (name) => new Uint8Array(await readFile(join(FIXTURE, name)))),
);
const fixture = { proof: proof!, publicInputs: publicInputs!, vk: vk!, target };

const witnesses = new WitnessMaker();
let folder = "";
let srs: Srs;
const systemTemp = process.env.TMPDIR;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-bb-test-"));
  srs = await developmentSrs({ cacheDir: folder, points: 600 });
  process.env.TMPDIR = await mkdtemp(join(folder, "tmp-"));
});
after(async () => {
  assert.deepEqual(await readdir(process.env.TMPDIR!), [], "every operation takes its folder with it");
  if (systemTemp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = systemTemp;
  await witnesses.stop();
  await rm(folder, { recursive: true, force: true });
});

const changed = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

test("a proof made on the Ignition SRS is accepted with no SRS and no network", async () => {
  assert.equal(await new BbRunner().verify(fixture), "accepted");
});

test("changed inputs, keys and proofs are not accepted", async () => {
  const bb = new BbRunner({ threads: 1 });
  const verdicts = await Promise.all([
    bb.verify({ ...fixture, publicInputs: changed(fixture.publicInputs, 31) }),
    bb.verify({ ...fixture, publicInputs: new Uint8Array() }),
    bb.verify({ ...fixture, proof: changed(fixture.proof, 31) }),
    bb.verify({ ...fixture, proof: fixture.proof.subarray(32) }),
    bb.verify({ ...fixture, proof: new Uint8Array() }),
    bb.verify({ ...fixture, proof: new Uint8Array(fixture.proof.length) }),
    bb.verify({ ...fixture, proof: new Uint8Array(fixture.proof.length).fill(0xff) }),
    bb.verify({ ...fixture, vk: changed(fixture.vk, 500) }),
  ]);
  for (const [i, verdict] of verdicts.entries()) assert.equal(verdict, "rejected", `case ${i}`);
  // The last words are opening proofs, which the pairing checks.
  assert.notEqual(await bb.verify({ ...fixture, proof: changed(fixture.proof, 32 * 400 + 31) }), "accepted");
});

test("on the development SRS a good proof fails at the last pairing only, a changed one before", async () => {
  const bb = new BbRunner({ srs, threads: 1 });
  const { vk } = await bb.writeVk({ circuitPath, target });
  assert.notDeepEqual(vk, fixture.vk);
  const { witness } = await witnesses.make({ circuitPath, inputs });
  const made = await bb.prove({ circuitPath, witness, vk, target });
  assert.deepEqual(made.publicInputs, fixture.publicInputs);
  assert.equal(await bb.verify({ ...made, vk, target }), "opening");
  assert.equal(
    await bb.verify({ ...made, publicInputs: changed(made.publicInputs, 31), vk, target }),
    "rejected",
  );
  assert.equal(
    await bb.verify({ ...made, proof: changed(made.proof, 32 * 100 + 31), vk, target }),
    "rejected",
  );
});

const IGNITION = process.env.TRELLIS_IGNITION_SRS;
const skip = IGNITION === undefined && "set TRELLIS_IGNITION_SRS to a folder with points of Aztec's ceremony";

test("on the Ignition SRS the fixture's key is made again and a proof is accepted", { skip }, async () => {
  const bb = new BbRunner({ srs: await ignitionSrs({ crsPath: IGNITION! }), threads: 1 });
  const { vk, vkHash } = await bb.writeVk({ circuitPath, target });
  assert.deepEqual(vk, fixture.vk);
  assert.deepEqual(vkHash, new Uint8Array(await readFile(join(FIXTURE, "vk_hash"))));
  const { witness } = await witnesses.make({ circuitPath, inputs });
  assert.equal(
    await bb.verify({ ...(await bb.prove({ circuitPath, witness, vk, target })), vk, target }),
    "accepted",
  );
});

test("a witness that does not satisfy the circuit is an error, though bb writes a proof", async () => {
  const bb = new BbRunner({ srs, threads: 1 });
  const { vk } = await bb.writeVk({ circuitPath, target });
  const { witness } = await witnesses.make({ circuitPath, inputs });
  // The public 204 = 0xcc becomes 205 inside of the solved witness.
  const bytes = gunzipSync(witness);
  const at = bytes.lastIndexOf(0xcc);
  assert.ok(at > 0);
  bytes[at] = 0xcd;
  await assert.rejects(bb.prove({ circuitPath, witness: gzipSync(bytes), vk, target }), {
    code: "TRL-PRV-115",
  });
});

test("without an SRS, or with one that is too small, nothing is proven and nothing is fetched", async () => {
  const { witness } = await witnesses.make({ circuitPath, inputs });
  const job = { circuitPath, witness, vk: fixture.vk, target };
  await assert.rejects(new BbRunner().prove(job), { code: "TRL-PRV-114" });
  const small = await developmentSrs({ cacheDir: folder, points: 32 });
  await assert.rejects(new BbRunner({ srs: small }).prove(job), { code: "TRL-PRV-114" });
  await assert.rejects(new BbRunner({ srs: small }).writeVk(job), { code: "TRL-PRV-114" });
});

test("files that are not a circuit, witness or key cause an error that quotes bb", async () => {
  const bb = new BbRunner({ srs, threads: 1 });
  await assert.rejects(bb.writeVk({ circuitPath: join(FIXTURE, "main.nr"), target }), {
    code: "TRL-PRV-111",
  });
  const job = { circuitPath, witness: new Uint8Array(100), vk: fixture.vk, target };
  await assert.rejects(bb.prove(job), { code: "TRL-PRV-111" });
});

test("the circuit's rows are counted", async () => {
  assert.equal(await new BbRunner().gates({ circuitPath, target }), 26);
});

test("an operation that takes too long is stopped", async () => {
  const bb = new BbRunner({ srs, timeoutMs: 1 });
  await assert.rejects(bb.writeVk({ circuitPath, target }), { code: "TRL-PRV-113" });
});

test("an operation that is aborted before or while it runs fails with the signal's reason", async () => {
  const bb = new BbRunner({ srs });
  await assert.rejects(bb.verify({ ...fixture, signal: AbortSignal.abort(new Error("enough")) }), /enough/);
  const controller = new AbortController();
  const running = bb.writeVk({ circuitPath, target, signal: controller.signal });
  setImmediate(() => controller.abort(new Error("enough")));
  await assert.rejects(running, /enough/);
});

test("a program that cannot be started is an error", async () => {
  await assert.rejects(new BbRunner({ srs, binary: "/nowhere/bb" }).verify(fixture), /ENOENT/);
});

test("a machine without a native prover gets an error", () => {
  assert.throws(() => bbBinary("x64", "win32"), { code: "TRL-PRV-110" });
  assert.throws(() => bbBinary("riscv64", "linux"), { code: "TRL-PRV-110" });
  assert.match(bbBinary("arm64", "darwin"), /arm64-macos\/bb$/);
});
