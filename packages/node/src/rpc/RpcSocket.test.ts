import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { WebSocket } from "ws";
import { RpcSocket } from "./RpcSocket.ts";

/** A connection that records what is done to it. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly done: unknown[] = [];
  pause(): void {}
  resume(): void {
    this.emit("resumed");
  }
  ping(): void {
    this.done.push("ping");
  }
  terminate(): void {
    this.readyState = 3;
    this.done.push("terminate");
    this.emit("close");
  }
  close(code: number): void {
    this.readyState = 2;
    this.done.push(code);
    this.emit("close");
  }
  send(text: string, sent: () => void): void {
    this.done.push(JSON.parse(text).result);
    sent();
  }
}

function connected() {
  const socket = new FakeSocket();
  const time = { now: 0 };
  const rpc = new RpcSocket(socket as unknown as WebSocket, {
    handlers: {},
    clock: () => time.now,
    onError: assert.ifError,
  });
  return { socket, time, rpc };
}

test("a client that does not answer a ping until the next check is left", () => {
  const { socket, rpc } = connected();
  rpc.check();
  socket.emit("pong");
  rpc.check();
  rpc.check();
  assert.deepEqual(socket.done, ["ping", "ping", "terminate"]);
});

test("a client that asks nothing for a minute and has no subscription is left", () => {
  const { socket, time, rpc } = connected();
  time.now = 60_001;
  rpc.check();
  assert.deepEqual(socket.done, [4_002]);
});

test("a subscriber may be silent", async () => {
  const { socket, time, rpc } = connected();
  const answered = new Promise((resolve) => socket.once("resumed", resolve));
  socket.emit("message", '{"jsonrpc":"2.0","id":1,"method":"trellis_subscribe","params":["heads"]}', false);
  await answered;
  time.now = 60_001;
  rpc.check();
  assert.deepEqual(socket.done, ["0x1", "ping"]);
});

test("a client that breaks the protocol is left at once", () => {
  const { socket } = connected();
  socket.emit("error", new Error("a frame without a mask"));
  assert.deepEqual(socket.done, ["terminate"]);
});
