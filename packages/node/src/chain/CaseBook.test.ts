import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import type { Hex } from "viem";
import { CaseBook } from "./CaseBook.ts";

const ID: Hex = `0x${"11".repeat(32)}`;
const [A, B]: readonly Hex[] = [`0x${"aa".repeat(20)}`, `0x${"bb".repeat(20)}`];

function said(book: CaseBook, eventName: string, args: Record<string, unknown>): void {
  book.apply({ eventName, args: { proposalId: ID, seat: 7, ...args } } as unknown as L1Event);
}

test("R8 there is one case for a seat and a round: later reports join it, and keep their reporters", () => {
  const book = new CaseBook();
  assert.equal(book.get(ID, 7), undefined);
  said(book, "Reported", { reporter: A, nodeNumbers: [2n], answerBy: 50n });
  said(book, "Reported", { reporter: B, nodeNumbers: [4n, 5n], answerBy: 50n });
  said(book, "Reported", { reporter: B, nodeNumbers: [1n], answerBy: 50n, seat: 8 });
  assert.deepEqual(book.get(ID, 7), {
    proposalId: ID,
    seat: 7,
    nodes: [2, 4, 5],
    answerBy: 50n,
    reports: [
      { reporter: A, nodes: [2] },
      { reporter: B, nodes: [4, 5] },
    ],
  });
  assert.deepEqual(
    book.open().map(({ seat }) => seat),
    [7, 8],
  );
});

test("R8 an answered node is no longer open; the case is, until it is settled", () => {
  const book = new CaseBook();
  said(book, "Reported", { reporter: A, nodeNumbers: [2n, 3n], answerBy: 50n });
  said(book, "NodeCleared", { nodeNumber: 2n });
  said(book, "NodeCleared", { nodeNumber: 3n, seat: 9 });
  assert.deepEqual(book.get(ID, 7)?.nodes, [3]);
  said(book, "NodeCleared", { nodeNumber: 3n });
  assert.deepEqual(book.get(ID, 7)?.nodes, []);
  said(book, "CaseSettled", { reporter: A, taken: 0n, bounty: 0n, level: 0 });
  assert.equal(book.get(ID, 7), undefined);
  assert.deepEqual(book.open(), []);
});

test("many cases push out the oldest", () => {
  const book = new CaseBook();
  for (let number = 0; number < 17_000; number++) {
    const proposalId: Hex = `0x${number.toString(16).padStart(64, "0")}`;
    said(book, "Reported", { proposalId, reporter: A, nodeNumbers: [1n], answerBy: 1n });
  }
  assert.equal(book.open().length, 16_384);
  assert.equal(book.get(`0x${(16_999).toString(16).padStart(64, "0")}`, 7)?.seat, 7);
});
