import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf, searchTarget } from "./route.ts";

const ADDRESS = `0x${"ab".repeat(20)}`;
const HASH = `0x${"cd".repeat(32)}`;

test("an address after # names a page", () => {
  assert.deepEqual(routeOf(""), { page: "blocks" });
  assert.deepEqual(routeOf("#/"), { page: "blocks" });
  assert.deepEqual(routeOf("#/now"), { page: "now" });
  assert.deepEqual(routeOf("#/height/7"), { page: "height", height: 7 });
  assert.deepEqual(routeOf("#/prover/0"), { page: "prover", seat: 0 });
  assert.deepEqual(routeOf(`#/proposal/${HASH}`), { page: "proposal", id: HASH });
  assert.deepEqual(routeOf(`#/address/${ADDRESS}`), { page: "address", address: ADDRESS });
});

test("what is no page is said to be none", () => {
  for (const hash of [
    "#/height/",
    "#/height/-1",
    "#/height/1e3",
    "#/height/7/8",
    "#/now/7",
    "#/proposal/0x12",
    `#/address/${HASH}`,
    "#/../../etc/passwd",
    "#/height/9999999999999999",
  ]) {
    assert.equal(routeOf(hash).page, "unknown", hash);
  }
});

test("a search takes heights, seats, accounts, addresses and hashes", () => {
  assert.equal(searchTarget(" 12 "), "#/height/12");
  assert.equal(searchTarget("block 12"), "#/height/12");
  assert.equal(searchTarget("Seat 3"), "#/prover/3");
  assert.equal(searchTarget("account #4"), "#/account/4");
  assert.equal(searchTarget(ADDRESS.toUpperCase().replace("0X", "0x")), `#/address/${ADDRESS}`);
  assert.equal(searchTarget(HASH), `#/find/${HASH}`);
  assert.equal(searchTarget("mechanism"), "#/mechanism");
  for (const text of ["", "0x12", "seat", "1.5", "<script>"])
    assert.equal(searchTarget(text), undefined, text);
});
