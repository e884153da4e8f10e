import assert from "node:assert/strict";
import { test } from "node:test";
import { Lag } from "./Lag.ts";

/** Reads `blocks` times where logs lag by so many blocks. Returns how often a block was not complete. */
function read(lag: Lag, behind: number, times: number): number {
  let late = 0;
  for (let i = 0; i < times; i++) {
    if (lag.blocks >= behind) lag.passed();
    else {
      late++;
      lag.late();
    }
  }
  return late;
}

test("a lag is found out block by block, and costs little while it stays", () => {
  const lag = new Lag();
  assert.equal(read(lag, 3, 6), 6);
  assert.equal(lag.blocks, 3);
  assert.ok(read(lag, 3, 90) <= 20);
});

test("a block that is not complete once is no lag", () => {
  const lag = new Lag();
  for (let i = 0; i < 20; i++) {
    lag.late();
    lag.passed();
  }
  assert.equal(lag.blocks, 0);
});

test("when the lag is over, the head is read again", () => {
  const lag = new Lag();
  read(lag, 3, 6);
  assert.equal(read(lag, 0, 24), 0);
  assert.equal(lag.blocks, 0);
});

test("a provider whose logs stand still is not followed down", () => {
  const lag = new Lag();
  read(lag, 100, 100);
  assert.equal(lag.blocks, 8);
});
