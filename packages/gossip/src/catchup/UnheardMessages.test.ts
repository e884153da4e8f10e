import assert from "node:assert/strict";
import { test } from "node:test";
import { UnheardMessages } from "./UnheardMessages.ts";

const BOUNDS = { peers: 3, bytes: 100, milliseconds: 1_000 };

const message = (name: number, length = 10) => ({
  topic: "reveal",
  bytes: new Uint8Array(length).fill(name),
});

class Sending {
  now = 0;
  readonly unheard = new UnheardMessages(BOUNDS, () => this.now);

  /** What peers are sent: "peer name". */
  to(peers: readonly string[], isSent = true): string[] {
    const sent: string[] = [];
    this.unheard.sendTo(peers, (peer, { bytes }) => {
      if (isSent) sent.push(`${peer} ${bytes[0]}`);
      return isSent;
    });
    return sent;
  }
}

test("a message that a peer has not heard is sent to it once", () => {
  const sending = new Sending();
  sending.unheard.add(message(1), []);
  sending.unheard.add(message(2), ["a"]);
  assert.deepEqual(sending.to(["a", "b"]), ["a 1", "b 1", "b 2"]);
  assert.deepEqual(sending.to(["a", "b"]), []);
});

test("a message that could not be sent is sent at the next opportunity", () => {
  const sending = new Sending();
  sending.unheard.add(message(1), []);
  assert.deepEqual(sending.to(["a"], false), []);
  assert.deepEqual(sending.to(["a"]), ["a 1"]);
});

test("a message that enough peers have heard is not sent again", () => {
  const sending = new Sending();
  sending.unheard.add(message(1), ["a", "b", "c"]);
  sending.unheard.add(message(2), ["a"]);
  assert.deepEqual(sending.to(["b", "c", "d"]), ["b 2", "c 2"]);
});

test("an old message is not sent again", () => {
  const sending = new Sending();
  sending.unheard.add(message(1), []);
  sending.now = 600;
  sending.unheard.add(message(2), []);
  sending.now = 1_001;
  assert.deepEqual(sending.to(["a"]), ["a 2"]);
});

test("the oldest messages leave when there are too many bytes", () => {
  const sending = new Sending();
  sending.unheard.add(message(1, 60), []);
  sending.unheard.add(message(2, 60), []);
  assert.deepEqual(sending.to(["a"]), ["a 2"]);
  sending.unheard.add(message(3, 101), []);
  assert.deepEqual(sending.to(["a", "b"]), [], "larger than all may be");
});
