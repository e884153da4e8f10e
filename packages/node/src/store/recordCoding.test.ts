import assert from "node:assert/strict";
import { test } from "node:test";
import { type GrowingRecord, NodeSet } from "@trellis/l1";
import { ProverBitmap } from "@trellis/protocol";
import { recordCoding } from "./recordCoding.ts";

const bytes = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

function recordOf(isProven: boolean): GrowingRecord {
  return {
    proposalId: `0x${"ab".repeat(32)}`,
    proposal: {
      height: 2n ** 64n - 1n,
      round: 3,
      parent: bytes(32, 1),
      depth: 11,
      orderCommitment: bytes(32, 2),
      proverShareBps: 10_000,
      burnBid: 2n ** 128n - 1n,
      proposer: bytes(20, 3),
      expiry: 7n,
    },
    transcriptRoot: `0x${"cd".repeat(32)}`,
    committed: ProverBitmap.of([0, 255, 256, 2_047]),
    roundId: 2 ** 32 - 1,
    activeBitmap: `0x${"ef".repeat(20)}`,
    facts: isProven
      ? {
          transactionsRoot: `0x${"01".repeat(32)}`,
          proverSetRoot: 2n ** 253n,
          statesRoot: 1n,
          stateBefore: 2n,
          stateAfter: 3n,
          messageCount: 4n,
          fees: 5n,
        }
      : undefined,
    transactions: new Uint8Array(),
    kept: isProven
      ? [
          {
            kept: 0,
            provers: ProverBitmap.of([0]),
            seatWords: Uint8Array.of(1, 2, 3, 4),
            rescued: new NodeSet([1]),
          },
          { kept: 1, provers: ProverBitmap.EMPTY, seatWords: new Uint8Array(), rescued: new NodeSet() },
        ]
      : [],
    best: 1,
    tally: 2n ** 255n,
    committedNodes: new NodeSet([0, 4_094]),
    rescuedNodes: new NodeSet(),
    isFinal: isProven,
    newSeats: isProven ? [{ bps: 9, seats: ProverBitmap.of([77]) }] : [],
  };
}

for (const isProven of [true, false]) {
  const written = recordCoding.write(recordOf(isProven));

  test(`a record reads as it was written, ${isProven ? "with" : "without"} proofs`, () => {
    assert.deepEqual(recordCoding.read(written), recordOf(isProven));
  });

  test(`a record that is cut, or longer, is refused, ${isProven ? "with" : "without"} proofs`, () => {
    for (let length = 0; length < written.length; length++) {
      assert.throws(() => recordCoding.read(written.subarray(0, length)));
    }
    assert.throws(() => recordCoding.read(Uint8Array.of(...written, 0)));
  });
}
