import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PriorityQueue } from "./PriorityQueue.ts";

test("items come out in order, however pushes and pops alternate", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer())), (steps) => {
      const queue = new PriorityQueue<number>((a, b) => a < b);
      const model: number[] = [];
      for (const step of steps) {
        if (step === null) assert.equal(queue.pop(), model.shift());
        else {
          queue.push(step);
          model.push(step);
          model.sort((a, b) => a - b);
        }
      }
      for (const expected of model) assert.equal(queue.pop(), expected);
      assert.equal(queue.pop(), undefined);
    }),
  );
});
