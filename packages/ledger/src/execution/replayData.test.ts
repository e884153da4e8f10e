import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_QUEUE, TrellisError, transactionOf } from "@trellis/protocol";
import fc from "fast-check";
import { EMPTY_INDEX, message, NO_MESSAGES, ROLLUP_ID, testWorld, transfer } from "../testing/testWorld.ts";
import { executeBlock } from "./executeBlock.ts";
import { replayData } from "./replayData.ts";

const queue = [message(EMPTY_INDEX, 500n)];
const messages = { before: EMPTY_QUEUE, queue };
const transactions = [transactionOf(queue[0]!), transfer(), transfer({ nonce: 1, asset: 1 })];
const block = executeBlock(testWorld(), transactions, { rollupId: ROLLUP_ID, depth: 1, messages });

test("P10.4 data rebuilds the state, messages and fees of the block", () => {
  const replayed = replayData(testWorld(), block.data, messages);
  assert.equal(replayed.state.root(), block.stateAfter.root());
  assert.equal(replayed.fees, block.fees);
  assert.equal(replayed.consumed, 1);
  assert.deepEqual(replayed.messagesAfter, block.messagesAfter);
});

test("P10.4 replaying does not change the input state, even when it fails", () => {
  const state = testWorld();
  const root = state.root();
  replayData(state, block.data, messages);
  assert.throws(() => replayData(state, block.data, NO_MESSAGES));
  assert.equal(state.root(), root);
});

test("P10.4 data of the wrong length is refused", () => {
  for (const bytes of [0, 1, 20, 160, 319, 321, 480, 2 ** 12 * 160]) {
    assert.throws(() => replayData(testWorld(), new Uint8Array(bytes), messages), { code: "TRL-LED-032" });
  }
});

test("P10.4 the error for data that cannot be replayed names the place", () => {
  const broken = (place: number, offset: number, ...bytes: number[]): [place: number, data: Uint8Array] => {
    const data = block.data.slice();
    data.set(bytes, place * 20 + offset);
    return [place, data];
  };
  const cases = [
    broken(0, 17, 1), // not the queued amount
    broken(1, 0, 6), // unknown kind
    broken(1, 0, 0x82), // invalid head
    broken(1, 6, ...new Array<number>(12).fill(0xff)), // more than the balance
    broken(1, 19, 31), // invalid fee exponent
    broken(2, 1, 0x77), // unknown sender
    broken(9, 19, 1), // a no-op that is not empty
    broken(15, 0, ...new Array<number>(20).fill(0xff)),
  ];
  for (const [place, data] of cases) {
    assert.throws(() => replayData(testWorld(), data, messages), {
      code: "TRL-LED-033",
      context: { transaction: place },
    });
  }
});

test("P10.4 hostile data gives a Trellis error or a state, never anything else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 320, maxLength: 320 }), fc.boolean(), (noise, isNearValid) => {
      const data = isNearValid ? block.data.map((byte, i) => (noise[i]! < 2 ? noise[i]! : byte)) : noise;
      try {
        replayData(testWorld(), data, messages);
      } catch (error) {
        assert.ok(error instanceof TrellisError);
        assert.equal(error.code, "TRL-LED-033");
      }
    }),
    { numRuns: 200 },
  );
});
