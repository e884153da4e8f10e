import assert from "node:assert/strict";
import { test } from "node:test";
import { StreamState, YamuxStream } from "@chainsafe/libp2p-yamux/stream";
import { makeWindowsThrifty } from "./thriftyWindows.ts";

/** Of yamux's specification. */
const DATA = 0;
const WINDOW_UPDATE = 1;
const WINDOW = 256 * 1_024;

/** A stream, what it is given, and how much room it has told its peer of. */
function streamOf(state: StreamState) {
  const told: number[] = [];
  const silent = Object.assign(() => {}, { error: () => {}, trace: () => {}, newScope: () => silent });
  const stream = new YamuxStream({
    id: "1",
    streamId: 1,
    direction: "inbound",
    state,
    getRTT: () => -1,
    sendFrame: ({ type, length }: { readonly type: number; readonly length: number }) => {
      if (type === WINDOW_UPDATE) told.push(length);
      return true;
    },
    log: silent,
  } as never);
  const take = (length: number): void => {
    const header = { type: DATA, flag: 0, streamID: 1, length };
    stream.handleData({ header, data: new Uint8Array(length) } as never);
  };
  return { take, told };
}

test("a stream restores the whole receive window once half of it is used", () => {
  makeWindowsThrifty();
  makeWindowsThrifty();
  const { take, told } = streamOf(StreamState.Established);
  for (let i = 0; i < 127; i++) take(1_024);
  assert.deepEqual(told, []);
  take(1_024);
  assert.deepEqual(told, [WINDOW / 2]);
  take(WINDOW);
  assert.deepEqual(told, [WINDOW / 2, WINDOW]);
});

test("a stream that a peer opens is acknowledged at the first frame", () => {
  makeWindowsThrifty();
  const { take, told } = streamOf(StreamState.SYNReceived);
  take(10);
  take(10);
  assert.deepEqual(told, [10]);
});
