import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { developmentSrs } from "./developmentSrs.ts";
import { g2ToFile } from "./g2FromFile.ts";
import { IGNITION_G2_WORDS, ignitionSrs } from "./ignitionSrs.ts";

/** A folder with points of the ceremony; they are not part of this project. */
const IGNITION = process.env.TRELLIS_IGNITION_SRS;
const skip = IGNITION === undefined && "set TRELLIS_IGNITION_SRS to a folder with points of Aztec's ceremony";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-ignition-"));
});
after(() => rm(folder, { recursive: true, force: true }));

test("the ceremony's points are accepted", { skip }, async () => {
  const srs = await ignitionSrs({ crsPath: IGNITION! });
  assert.equal(srs.kind, "ignition");
  assert.deepEqual(srs.g2Words, IGNITION_G2_WORDS);
  assert.ok(srs.points >= 2);
});

test("a changed last point is refused", { skip }, async () => {
  const g1 = await readFile(join(IGNITION!, "bn254_g1.dat"));
  g1[g1.length - 1]! ^= 1;
  await refused("last", g1, g2ToFile(IGNITION_G2_WORDS), /last point/);
});

test("missing, malformed and foreign files are refused by name", async () => {
  const own = await developmentSrs({ cacheDir: folder, points: 20 });
  const g1 = await readFile(join(own.path, "bn254_g1.dat"));
  const g2 = g2ToFile(IGNITION_G2_WORDS);
  await assert.rejects(ignitionSrs({ crsPath: join(folder, "nowhere") }), { code: "TRL-PRV-106" });
  await refused("short-g2", g1, g2.subarray(1), /wrong size/);
  await refused(
    "other-g2",
    g1,
    await readFile(join(own.path, "bn254_g2.dat")),
    /bn254_g2\.dat is not the ceremony's/,
  );
  await refused("odd", g1.subarray(0, 100), g2, /64 bytes each/);
  await refused("one", g1.subarray(0, 64), g2, /two or more/);
  await refused("generator", g1.subarray(64), g2, /first point/);
  await refused("second", g1, g2, /second point/);
  await refused("off-curve", Buffer.concat([g1.subarray(0, 64), Buffer.alloc(64, 1)]), g2, /second point/);
});

async function refused(name: string, g1: Uint8Array, g2: Uint8Array, message: RegExp): Promise<void> {
  const crsPath = join(folder, name);
  await mkdir(crsPath);
  await writeFile(join(crsPath, "bn254_g1.dat"), g1);
  await writeFile(join(crsPath, "bn254_g2.dat"), g2);
  await assert.rejects(ignitionSrs({ crsPath }), (error: { code: string; message: string }) => {
    assert.equal(error.code, "TRL-PRV-106");
    assert.match(error.message, message);
    return true;
  });
}
