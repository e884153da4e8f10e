import assert from "node:assert/strict";
import { test } from "node:test";
import type { BlockProofSubmission, L1Call } from "@trellis/l1";
import { concatBytes, dataHash, fromHex, ProverBitmap, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { submitInParts } from "./submitInParts.ts";

const OPENED = 100n;
const HASH = new Uint8Array(32);
const SUBMISSION: Omit<BlockProofSubmission, "data"> = {
  proposal: {
    height: 1n,
    round: 0,
    parent: HASH,
    depth: 1,
    orderCommitment: HASH,
    proverShareBps: 0,
    burnBid: 1n,
    proposer: new Uint8Array(20),
    expiry: 0n,
  },
  transcriptRoot: HASH,
  committedBitmap: ProverBitmap.EMPTY,
  provenBitmap: ProverBitmap.EMPTY,
  stateAfter: 0n,
  contributionsHash: HASH,
  fees: 0n,
  messageCount: 0n,
  proof: new Uint8Array(),
};

/** A node with an L1 that keeps the published chunks and the calls. */
function node(published: ReadonlyMap<string, bigint> = new Map()) {
  const chunks: Uint8Array[] = [];
  const submitted: { readonly data: Hex; readonly dataChunks: readonly Hex[] }[] = [];
  const emitted: string[] = [];
  const mined = { hash: "0x", gasUsed: 1n, blockNumber: 1n };
  const context = {
    chain: { view: { status: { windowStart: OPENED } } },
    l1: {
      addresses: { rollup: `0x${"61".repeat(20)}` },
      read: async (_: string, name: string, [hash]: readonly string[]) => {
        assert.equal(name, "dataPublishedAt");
        return published.get(hash!) ?? 0n;
      },
    },
    sender: {
      send: async (call: L1Call) => {
        if (call.functionName === "publishData") chunks.push(fromHex(call.args[0]));
        else if (call.functionName === "submitProof") submitted.push(call.args[0]);
        return mined;
      },
    },
    emit: ({ action }: { action: string }) => emitted.push(action),
  };
  const submit = (data: Uint8Array) => submitInParts(context as never, { ...SUBMISSION, data });
  return { chunks, submitted, emitted, submit };
}

const dataOf = (depth: number): Uint8Array =>
  new Uint8Array(160 * 2 ** depth).map((_, i) => i * 31 + (i >> 8));

test("P7.1 the data of a block up to depth 9 is sent with its proof", async () => {
  const { chunks, submitted, submit } = node();
  for (const depth of [1, 9]) await submit(dataOf(depth));
  assert.equal(chunks.length, 0);
  assert.deepEqual(
    submitted.map(({ data }) => fromHex(data).length),
    [320, 81_920],
  );
});

test("P7.1 the data of a larger block is published before its proof, 512 leaves at a time", async () => {
  for (const [depth, count] of [
    [10, 2],
    [11, 4],
  ] as const) {
    const { chunks, submitted, emitted, submit } = node();
    const data = dataOf(depth);
    await submit(data);
    assert.deepEqual(emitted, Array(count).fill("publishData"));
    assert.ok(chunks.every((chunk) => chunk.length === 81_920));
    assert.deepEqual(concatBytes(...chunks), data);
    assert.equal(submitted[0]?.data, "0x");
    assert.deepEqual(submitted[0]?.dataChunks, chunks.map(dataHash).map(toHex));
  }
});

test("P7.1 chunks of this round are not published again; chunks of an earlier round are", async () => {
  const data = dataOf(11);
  const hashOf = (chunk: number): string =>
    toHex(dataHash(data.subarray(chunk * 81_920, (chunk + 1) * 81_920)));
  const { chunks, submitted, submit } = node(
    new Map([
      [hashOf(0), OPENED],
      [hashOf(2), OPENED - 1n],
    ]),
  );
  await submit(data);
  assert.deepEqual(chunks.map(dataHash).map(toHex), [hashOf(1), hashOf(2), hashOf(3)]);
  assert.equal(submitted[0]?.dataChunks.length, 4);
});
