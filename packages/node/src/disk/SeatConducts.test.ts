import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { concatBytes, SEATS, sha256 } from "@trellis/protocol";
import type { ClaimConduct } from "@trellis/strategy";
import { SeatConducts } from "./SeatConducts.ts";

const DOMAIN = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
const GOOD = { bound: 2, kept: 2 };
const BAD = { bound: 4, kept: 0 };

async function opened(t: TestContext) {
  const path = await mkdtemp(join(tmpdir(), "trellis-seats-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const conducts = new SeatConducts(path, DOMAIN);
  await conducts.open();
  const refused: string[] = [];
  const again = async (domain = DOMAIN): Promise<SeatConducts> => {
    const other = new SeatConducts(path, domain, ({ code }) => refused.push(code));
    await other.open();
    return other;
  };
  return { conducts, path, again, refused };
}

test("R8: seats that claim come first, those of which nothing is known next, and seats that only vote are left out", async (t) => {
  const { conducts } = await opened(t);
  conducts.add(1n, [new Map([[1, GOOD]]), new Map([[2, BAD]])]);
  assert.ok(conducts.weight(1) > conducts.weight(3));
  assert.ok(conducts.weight(2) < conducts.weight(3));
  assert.deepEqual(
    [1, 2, 3].map((seat) => conducts.isIdle(seat)),
    [false, true, false],
  );
  assert.equal(conducts.height, 1n);
  // One judgement for each block that names it.
  conducts.add(2n, [new Map([[1, BAD]]), new Map([[1, BAD]])]);
  assert.ok(conducts.isIdle(1));
});

test("R8: the past fades, so a seat that was left out is tried again", async (t) => {
  const { conducts } = await opened(t);
  conducts.add(1n, [new Map([[2, BAD]])]);
  for (let height = 2n; height < 300n; height++) conducts.add(height, []);
  assert.equal(conducts.isIdle(2), false);
  assert.equal(conducts.size, 0);
});

test("saved observations are read back, and the next save replaces them", async (t) => {
  const { conducts, again } = await opened(t);
  const all = new Map<number, ClaimConduct>();
  for (let seat = 0; seat < SEATS; seat++) all.set(seat, { bound: seat / 33, kept: seat / 77 });
  conducts.add(1n, [all]);
  await conducts.save();
  conducts.add(7n, [new Map([[5, BAD]])]);
  await conducts.save();
  const read = await again();
  assert.equal(read.height, 7n);
  assert.equal(read.size, conducts.size);
  for (const seat of [5, 900, SEATS - 1])
    assert.ok(Math.abs(read.weight(seat) - conducts.weight(seat)) < 0.001);
});

test("torn files and files that are not valid are set aside and told of; those of another rollup are passed over", async (t) => {
  const { conducts, path, again, refused } = await opened(t);
  conducts.add(4n, [new Map([[5, BAD]])]);
  await conducts.save();
  const file = join(path, "conducts");
  const whole = await readFile(file);
  assert.equal((await again({ ...DOMAIN, chainId: 1n })).height, 0n);
  assert.deepEqual(refused, []);
  await writeFile(file, whole.subarray(0, whole.length - 3));
  assert.equal((await again()).size, 0);
  assert.deepEqual(refused.splice(0), ["TRL-NOD-050"]);

  const good = { version: 2, rollupId: "", height: "4", seats: [[5, 3, 1]] };
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
    { ...good, version: 1 },
    { ...good, height: "-4" },
    { ...good, height: 4 },
    { ...good, seats: [[SEATS, 1, 1]] },
    { ...good, seats: [[1.5, 1, 1]] },
    { ...good, seats: [[5, 1, 2]] },
    { ...good, seats: [[5, -1, -1]] },
    { ...good, seats: [[5, 1e9, 1]] },
    { ...good, seats: [[5, null, 1]] },
    { ...good, seats: Array.from({ length: SEATS + 1 }, () => [5, 1, 1]) },
    { ...good, more: 1 },
  ];
  for (const content of hostile) {
    await sealed(content);
    const read = await again();
    assert.equal(read.size, 0, JSON.stringify(content));
    assert.equal(read.height, 0n);
    assert.deepEqual(refused.splice(0), ["TRL-NOD-050"]);
  }
});
