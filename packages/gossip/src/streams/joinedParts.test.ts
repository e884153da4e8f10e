import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection } from "./encryption.ts";
import { joinParts } from "./joinedParts.ts";

test("the parts of a message become one piece, and a full connection says so", () => {
  const pieces: string[] = [];
  const connection = {
    isFull: false,
    send(data: Uint8Array): boolean {
      pieces.push(Buffer.from(data).toString());
      return !connection.isFull;
    },
  };
  joinParts(connection as unknown as Connection);
  const parts = { byteLength: 3, subarray: () => Buffer.from("abc") };
  const send = connection.send as (data: unknown) => boolean;
  assert.equal(send(parts), true);
  connection.isFull = true;
  assert.equal(send(parts), false);
  assert.deepEqual(pieces, ["abc", "abc"]);
});
