import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PriceWalk } from "./PriceWalk.ts";

const walkOf = (seed: string, path = "/nowhere/price.json"): PriceWalk =>
  new PriceWalk({ seed, path, onError: (error) => assert.fail(String(error)) });

function pricesOf(seed: string, count: number): string[] {
  const walk = walkOf(seed);
  return Array.from({ length: count }, () => {
    walk.step();
    return walk.price;
  });
}

test("one seed makes one walk, in steps of at most 1 %, within its bounds", () => {
  const prices = pricesOf("one", 3_000);
  assert.deepEqual(pricesOf("one", 50), prices.slice(0, 50));
  assert.notDeepEqual(pricesOf("two", 50), prices.slice(0, 50));
  let last = 1;
  for (const text of prices) {
    assert.match(text, /^[0-9]+\.[0-9]{6}$/);
    const price = Number(text);
    assert.ok(price >= 0.5 && price <= 2 && Math.abs(price / last - 1) <= 0.0101, text);
    last = price;
  }
  assert.ok(new Set(prices).size > 1_000);
});

test("the file always holds a whole price, the latest at the end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-walk-"));
  try {
    const path = join(folder, "prices", "price.json");
    const walk = walkOf("one", path);
    await walk.start();
    assert.deepEqual(JSON.parse(await readFile(path, "utf8")), { price: "1.000000" });
    await walk.stop();
    assert.deepEqual(JSON.parse(await readFile(path, "utf8")), { price: walk.price });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
