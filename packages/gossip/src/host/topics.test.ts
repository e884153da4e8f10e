import assert from "node:assert/strict";
import { test } from "node:test";
import { TOPIC_NAMES, topicString } from "../topics.ts";
import { messageId } from "./gossipRouter.ts";

test("topics are named by rollup, message and version", () => {
  const domain = { chainId: 31_337n, rollup: new Uint8Array(20).fill(0xab) };
  assert.deepEqual([...TOPIC_NAMES].sort(), [
    "proof_notices",
    "proposal",
    "reveal",
    "start_claims",
    "transactions",
    "votes",
  ]);
  const prefix = `/trellis/0000000000007a69${"ab".repeat(20)}`;
  assert.equal(topicString(domain, "proof_notices"), `${prefix}/proof_notices/2`);
});

test("a message's id is 20 bytes of the hash of topic and data", () => {
  const id = Buffer.from(messageId({ topic: "a", data: new TextEncoder().encode("bc") }));
  // sha256("abc")
  assert.equal(id.toString("hex"), "ba7816bf8f01cfea414140de5dae2223b00361a3");
});
