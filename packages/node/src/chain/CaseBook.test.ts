import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import type { Hex } from "viem";
import { CaseBook } from "./CaseBook.ts";

const ID: Hex = `0x${"11".repeat(32)}`;

function said(book: CaseBook, eventName: string, args: Record<string, unknown>): void {
  book.apply({ eventName, args: { proposalId: ID, seat: 7, nodeNumber: 2n, ...args } } as unknown as L1Event);
}

test("P9.1 a report is open until it is decided, and stays known", () => {
  const book = new CaseBook();
  assert.equal(book.get(ID, 2, 7), undefined);
  said(book, "Reported", { backupPlusOne: 9, contestEnd: 50n });
  said(book, "Reported", { backupPlusOne: 0, contestEnd: 60n, nodeNumber: 1n });
  assert.deepEqual(
    book.open().map(({ nodeNumber, backup, contestEnd }) => [nodeNumber, backup, contestEnd]),
    [
      [2, 8, 50n],
      [1, undefined, 60n],
    ],
  );
  said(book, "Slashed", {});
  said(book, "Voided", { nodeNumber: 1n });
  assert.deepEqual(book.open(), []);
  assert.equal(book.get(ID, 2, 7)?.state, "slashed");
  assert.equal(book.get(ID, 1, 7)?.state, "void");
});

test("P9.3 a proof that is shown before any report is a decided case", () => {
  const book = new CaseBook();
  said(book, "Cleared", { inTime: true });
  assert.equal(book.get(ID, 2, 7)?.state, "cleared");
  assert.deepEqual(book.open(), []);
});

test("P9.3 a contest that came in time is unpaid until its pay is claimed or refused, once for each seat and block", () => {
  for (const event of ["ContestPaid", "ContestPayRefused"]) {
    const book = new CaseBook();
    said(book, "Cleared", { inTime: true });
    said(book, "Cleared", { inTime: true, seat: 8, nodeNumber: 1n });
    said(book, "Cleared", { inTime: false, seat: 9, nodeNumber: 0n });
    assert.deepEqual(
      book.unpaid().map(({ seat }) => seat),
      [7, 8],
    );
    said(book, event, {});
    assert.deepEqual(
      book.unpaid().map(({ seat }) => seat),
      [8],
    );
  }
});

test("P9.5 a vote that was used twice is void only for its proposal and seat", () => {
  const book = new CaseBook();
  said(book, "VoteUsedTwice", { vote: 2 ** 32 + 5 * 2 ** 16 + 3 });
  const vote = { depth: 1, index: 5, slot: 3 };
  assert(book.isVoid(ID, vote, 7));
  assert(!book.isVoid(ID, vote, 8));
  assert(!book.isVoid(ID, { ...vote, slot: 4 }, 7));
});

test("many cases push out decided ones, and never an open one while a decided one is left", () => {
  const book = new CaseBook();
  said(book, "Reported", { backupPlusOne: 0, contestEnd: 1n, nodeNumber: 0n });
  for (let seat = 0; seat < 17_000; seat++) said(book, "Cleared", { seat, nodeNumber: 1n });
  assert.equal(book.open().length, 1);
  assert.equal(book.get(ID, 1, 0), undefined);
  assert.equal(book.get(ID, 1, 16_999)?.state, "cleared");
});
