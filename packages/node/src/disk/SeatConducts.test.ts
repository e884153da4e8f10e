import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { concatBytes, SEATS, sha256 } from "@trellis/protocol";
import { NO_CONDUCT, type SeatConduct } from "@trellis/strategy";
import { SeatConducts } from "./SeatConducts.ts";

const DOMAIN = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
const GOOD = { ...NO_CONDUCT, delivered: 2 };
const BAD = { ...NO_CONDUCT, missing: 2 };

async function opened(t: TestContext) {
  const path = await mkdtemp(join(tmpdir(), "trellis-seats-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const conducts = new SeatConducts(path, DOMAIN);
  await conducts.open();
  const again = async (domain = DOMAIN): Promise<SeatConducts> => {
    const other = new SeatConducts(path, domain);
    await other.open();
    return other;
  };
  return { conducts, path, again };
}

test("P5.1 seats are weighted by observations, the latest most; unknown seats are in the middle", async (t) => {
  const { conducts } = await opened(t);
  conducts.add(1n, [new Map([[1, GOOD]]), new Map([[2, BAD]])]);
  assert.ok(conducts.weight(1) > conducts.weight(3));
  assert.ok(conducts.weight(2) < conducts.weight(3));
  assert.equal(conducts.height, 1n);
  // One judgement for each block that names it.
  conducts.add(2n, [new Map([[1, BAD]]), new Map([[1, BAD]])]);
  assert.ok(conducts.weight(1) < conducts.weight(3));
  assert.ok(conducts.of(1).missing === 4 && conducts.of(1).delivered < 2);
});

test("observations fade, and are removed in the end", async (t) => {
  const { conducts } = await opened(t);
  conducts.add(1n, [new Map([[2, BAD]])]);
  const first = conducts.weight(2);
  conducts.add(2n, []);
  assert.ok(conducts.weight(2) > first);
  for (let height = 3n; height < 300n; height++) conducts.add(height, []);
  assert.equal(conducts.size, 0);
});

test("saved observations are read back, and the next save replaces them", async (t) => {
  const { conducts, again } = await opened(t);
  const all = new Map<number, SeatConduct>();
  for (let seat = 0; seat < SEATS; seat++) all.set(seat, { delivered: seat / 3, late: 1 / 7, missing: 0 });
  conducts.add(1n, [all]);
  await conducts.save();
  conducts.add(7n, [new Map([[5, BAD]])]);
  await conducts.save();
  const read = await again();
  assert.equal(read.height, 7n);
  assert.equal(read.size, SEATS);
  for (const seat of [0, 5, SEATS - 1])
    assert.ok(Math.abs(read.weight(seat) - conducts.weight(seat)) < 0.001);
});

test("torn files, files of another rollup and files that are not valid are ignored", async (t) => {
  const { conducts, path, again } = await opened(t);
  conducts.add(4n, [new Map([[5, BAD]])]);
  await conducts.save();
  const file = join(path, "conducts");
  const whole = await readFile(file);
  assert.equal((await again({ ...DOMAIN, chainId: 1n })).height, 0n);
  await writeFile(file, whole.subarray(0, whole.length - 3));
  assert.equal((await again()).size, 0);

  const good = { version: 1, rollupId: "", height: "4", seats: [[5, 0, 0, 1]] };
  good.rollupId = (JSON.parse(whole.subarray(32).toString()) as typeof good).rollupId;
  const sealed = async (content: unknown): Promise<void> => {
    const bytes = new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
    await writeFile(file, concatBytes(sha256(bytes), bytes));
  };
  await sealed(good);
  assert.equal((await again()).size, 1);
  const hostile: unknown[] = [
    "",
    "null",
    "{",
    { ...good, version: 2 },
    { ...good, height: "-4" },
    { ...good, height: 4 },
    { ...good, seats: [[SEATS, 0, 0, 1]] },
    { ...good, seats: [[1.5, 0, 0, 1]] },
    { ...good, seats: [[5, -1, 0, 1]] },
    { ...good, seats: [[5, 1e9, 0, 1]] },
    { ...good, seats: [[5, null, 0, 1]] },
    { ...good, seats: Array.from({ length: SEATS + 1 }, () => [5, 0, 0, 1]) },
    { ...good, more: 1 },
  ];
  for (const content of hostile) {
    await sealed(content);
    const read = await again();
    assert.equal(read.size, 0, JSON.stringify(content));
    assert.equal(read.height, 0n);
    assert.equal(read.weight(5), read.weight(6));
  }
});
