import type { Contest } from "@trellis/l1";
import { contributionEntry, toHex } from "@trellis/protocol";

const hash = (byte: string): `0x${string}` => `0x${byte.repeat(32)}`;

/** A contest as it may be stored on disk, for a leaf that seat 7 was named for. Its proof is made up. */
export function madeUpContest(seat = 7, proposalId = hash("a1")): Contest {
  const node = { depth: 1, index: 1 };
  return {
    proposalId,
    blockDataHash: hash("b2"),
    proverSetRoot: hash("c3"),
    node: {
      nodeDepth: node.depth,
      nodeIndex: node.index,
      entry: toHex(contributionEntry({ node, seat, vote: { depth: 0, index: 0, slot: 3 } })),
      children: [hash("00"), hash("00")],
      stateBefore: "3",
      stateAfter: String(2n ** 253n),
      txsRoot: "5",
      dataHash: hash("d4"),
      dataSiblings: [hash("e5")],
      fees: "6",
      messagesBefore: hash("f6"),
      messagesAfter: hash("f6"),
      proverBitmap: [String(1 << 7), "0", "0", "0", "0", "0", "0", "0"],
      proof: `0x${"ab".repeat(65)}`,
    },
  };
}
