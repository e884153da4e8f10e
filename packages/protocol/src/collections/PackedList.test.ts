import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, PAGE_RECORDS, PackedList } from "./PackedList.ts";

const record = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 255, 7);
function listOf(count: number): PackedList {
  const list = new PackedList(3);
  for (let n = 0; n < count; n++) list.push(record(n));
  return list;
}

test("what was pushed is where it was pushed, and nothing else is anywhere", () => {
  const list = listOf(2 * PAGE_RECORDS + 5);
  assert.equal(list.length, 2 * PAGE_RECORDS + 5);
  for (let n = 0; n < list.length; n++) assert.deepEqual([...list.at(n)!], [...record(n)]);
  for (const place of [-1, list.length, 0.5]) assert.equal(list.at(place), undefined);
});

for (const count of [0, 1, PAGE_RECORDS, PAGE_RECORDS + 1]) {
  test(`a list of ${count} records goes on from its pages`, () => {
    const from = listOf(count);
    const list = new PackedList(3);
    for (const [number, page] of from.pages) list.pages.set(number, bytesOf(page).slice());
    assert.equal(list.adopt(), true);
    list.push(record(count));
    assert.equal(list.length, count + 1);
    for (let n = 0; n <= count; n++) assert.deepEqual([...list.at(n)!], [...record(n)]);
  });
}

test("only the page that grew is told as changed", () => {
  const list = listOf(PAGE_RECORDS + 1);
  list.pages.track(true);
  list.push(record(1));
  assert.deepEqual(
    list.pages.takeChanges().map(({ key }) => key),
    [1],
  );
});

for (const [what, pages] of Object.entries({
  "a page that is not full before another": [
    [0, 3],
    [1, 3],
  ],
  "a page that is missing": [[1, 3]],
  "a part of a record": [[0, 4]],
  "an empty page": [[0, 0]],
  "a page that is too long": [[0, 3 * PAGE_RECORDS + 3]],
})) {
  test(`${what} is no list`, () => {
    const list = new PackedList(3);
    for (const [number, bytes] of pages) list.pages.set(number!, new Uint8Array(bytes!));
    assert.equal(list.adopt(), false);
  });
}
