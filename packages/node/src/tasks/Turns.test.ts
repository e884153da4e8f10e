import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "./Turns.ts";

test("each caller has a turn of the event loop of its own, in the order of the calls", async () => {
  const turns = new Turns();
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const taken: [number, number][] = [];
  await Promise.all(
    [0, 1, 2, 3].map(async (caller) => {
      await turns.take();
      taken.push([caller, turn]);
    }),
  );
  isOver = true;
  assert.deepEqual(
    taken.map(([caller]) => caller),
    [0, 1, 2, 3],
  );
  assert.equal(new Set(taken.map(([, at]) => at)).size, 4);
});
