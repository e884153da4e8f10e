import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "@trellis/protocol";
import type { Hex } from "viem";
import { OpenedAccounts } from "./OpenedAccounts.ts";

const ownerOf = (n: number): Hex => `0x${n.toString(16).padStart(40, "0")}`;
/** Two accounts in a row have one owner, and three one key. */
const accountAt = (accountIndex: number) => ({
  accountIndex,
  owner: ownerOf(accountIndex % 3 === 0 ? accountIndex : accountIndex - 1),
  keyX: BigInt(Math.floor(accountIndex / 3)),
  keyY: BigInt(accountIndex % 2),
});

function opened(count: number): OpenedAccounts {
  const accounts = new OpenedAccounts();
  for (let index = 0; index < count; index++) accounts.open(accountAt(index));
  return accounts;
}

function holdsAll(accounts: OpenedAccounts, count: number): void {
  for (let index = 0; index < count; index++) {
    const { keyX, keyY, owner } = accountAt(index);
    assert.equal(accounts.indexOf(keyX, keyY, owner), index);
    assert.equal(accounts.ownerOf(index), owner);
  }
  assert.equal(accounts.indexOf(BigInt(count), 7n, ownerOf(1)), undefined);
  assert.equal(accounts.ownerOf(count), undefined);
}

test("an account is found by its key and owner, also among accounts that were opened after the first question", () => {
  const accounts = opened(5);
  holdsAll(accounts, 5);
  for (let index = 5; index < 2_000; index++) accounts.open(accountAt(index));
  holdsAll(accounts, 2_000);
});

test("an account that does not follow the last one is not there, and its number stays free", () => {
  const accounts = opened(2);
  accounts.open(accountAt(5));
  assert.equal(accounts.ownerOf(5), undefined);
  accounts.open(accountAt(2));
  holdsAll(accounts, 3);
});

test("the accounts go on from their pages", () => {
  const [from, accounts] = [opened(200), new OpenedAccounts()];
  for (const [number, page] of from.pages) accounts.pages.set(number, bytesOf(page).slice());
  assert.equal(accounts.adopt(), true);
  accounts.open(accountAt(200));
  holdsAll(accounts, 201);
});
