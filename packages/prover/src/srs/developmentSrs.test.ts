import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bn254 } from "@noble/curves/bn254.js";
import { FIELD_MODULUS, toBigInt } from "@trellis/protocol";
import { developmentSrs, tauG2 } from "./developmentSrs.ts";
import { developmentTau } from "./developmentTau.ts";

const POINTS = 300;
let cacheDir = "";
before(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "trellis-srs-"));
});
after(() => rm(cacheDir, { recursive: true, force: true }));

/** Whether the SRS had to be generated. */
async function isMade(): Promise<boolean> {
  let calls = 0;
  await developmentSrs({ cacheDir, points: POINTS, onProgress: () => calls++ });
  return calls > 0;
}

test("every point is the power of tau of its index", async () => {
  const progress: number[] = [];
  const srs = await developmentSrs({
    cacheDir,
    points: POINTS,
    onProgress: (fraction) => progress.push(fraction),
  });
  assert.deepEqual([srs.kind, srs.points], ["development", POINTS]);
  const bytes = await readFile(join(srs.path, "bn254_g1.dat"));
  assert.equal(bytes.length, POINTS * 64);
  let power = 1n;
  for (let i = 0; i < POINTS; i++) {
    const { x, y } = bn254.G1.Point.BASE.multiply(power).toAffine();
    assert.equal(toBigInt(bytes.subarray(64 * i, 64 * i + 32)), x, `x of point ${i}`);
    assert.equal(toBigInt(bytes.subarray(64 * i + 32, 64 * i + 64)), y, `y of point ${i}`);
    power = (power * developmentTau()) % FIELD_MODULUS;
  }
  assert.deepEqual(srs.g2Words, tauG2());
  assert.deepEqual(
    progress,
    progress.toSorted((a, b) => a - b),
  );
  assert.deepEqual([progress[0], progress.at(-1)], [0, 1]);
});

test("the second call loads it from the cache", async () => {
  assert.equal(await isMade(), false);
});

test("a truncated, changed or foreign cache is generated again", async () => {
  const { path } = await developmentSrs({ cacheDir, points: POINTS });
  const file = (name: string): string => join(path, name);
  const g1 = await readFile(file("bn254_g1.dat"));
  const breaks: Readonly<Record<string, () => Promise<unknown>>> = {
    "cut short": () => truncate(file("bn254_g1.dat"), 64 * 200),
    "one bit in the middle": async () => {
      const handle = await open(file("bn254_g1.dat"), "r+");
      await handle.write(Uint8Array.of(g1[64 * 150]! ^ 1), 0, 1, 64 * 150);
      await handle.close();
    },
    "first point": () =>
      writeFile(file("bn254_g1.dat"), Buffer.concat([g1.subarray(64), g1.subarray(0, 64)])),
    "no points": () => rm(file("bn254_g1.dat")),
    "no G2": () => rm(file("bn254_g2.dat")),
    "another G2": () => writeFile(file("bn254_g2.dat"), new Uint8Array(128)),
    "no record": () => rm(file("srs.json")),
    "half a record": () => writeFile(file("srs.json"), '{"seed'),
    "an empty record": () => writeFile(file("srs.json"), "null"),
  };
  for (const [name, damage] of Object.entries(breaks)) {
    await damage();
    assert.equal(await isMade(), true, name);
    assert.deepEqual(await readFile(file("bn254_g1.dat")), g1, name);
    assert.equal(await isMade(), false, name);
  }
});

test("processes that start together generate it once", async () => {
  const own = join(cacheDir, "together");
  const script = `const { developmentSrs } = await import(process.argv[1]);
    let made = 0;
    const srs = await developmentSrs({ cacheDir: process.argv[2], points: 40000, onProgress: () => made++ });
    console.log(made > 0 ? 1 : 0, srs.points);`;
  const module = new URL("../index.ts", import.meta.url).href;
  const outputs = await Promise.all(
    [0, 1, 2].map(async () => {
      const child = spawn(process.execPath, ["--input-type=module", "-e", script, module, own], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let text = "";
      child.stdout.on("data", (data: Buffer) => {
        text += data.toString();
      });
      await once(child, "close");
      return text.trim();
    }),
  );
  assert.deepEqual(outputs.toSorted(), ["0 40000", "0 40000", "1 40000"]);
});

test("an aborted call leaves no incomplete SRS", async () => {
  const own = join(cacheDir, "aborted");
  const controller = new AbortController();
  const making = developmentSrs({
    cacheDir: own,
    points: 100_000,
    signal: controller.signal,
    onProgress: (fraction) => {
      if (fraction > 0) controller.abort(new Error("enough"));
    },
  });
  await assert.rejects(making, /enough/);
  const left = await readdir(join(own, "srs"));
  assert.deepEqual(
    left.filter((name) => !name.includes(".lock")),
    [],
  );
  // The lock is free again.
  const { path } = await developmentSrs({ cacheDir: own, points: 20 });
  assert.equal((await stat(join(path, "bn254_g1.dat"))).size, 20 * 64);
});

test("sizes out of range are refused", async () => {
  for (const points of [0, 1, 1.5, -3, 2 ** 24]) {
    await assert.rejects(developmentSrs({ cacheDir, points }), { code: "TRL-PRV-103" });
  }
});
