import {
  decodeSeatWord,
  encodeSeatWord,
  type NewSeats,
  newSeatsHash,
  type ProverBitmap,
  seatWordPath,
  type TreeNode,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { WriteArgs } from "../contracts/contractAbis.ts";
import { type BlockRecord, type KeptProof, proversHashOf, wordsRootOf } from "./BlockRecord.ts";

/** Claims of one seat for nodes of one final block, by one kept proof; see `BlockClaim` in Types.sol. */
export type BlockClaim = WriteArgs<"rewards", "claim">[1][number];
/** R7: the claim of a new seat of a round. */
export type NewSeatClaim = WriteArgs<"rewards", "claim">[2][number];
type SeatWordPathStruct = BlockClaim["nodes"][number];

const NO_HASH: Hex = `0x${"0".repeat(64)}`;

/** A node that a seat is paid for, and the kept proof that shows it. */
export interface PaidNode {
  readonly node: TreeNode;
  readonly number: number;
  readonly isCommitted: boolean;
  readonly proof: KeptProof;
}

/**
 * R2, P6.6: what a seat may claim of a final block. A node that some kept proof has as committed pays its committed seat. Any other node
 * pays the rescuer of the earliest kept proof that has one there.
 * @param active - seats that count in the block's round: rescuers outside of it are not paid (R5).
 * @param isClaimed - whether a node was paid already; by default none was. L1 skips those, too.
 */
export function blockClaims(
  block: BlockRecord,
  seat: number,
  active: ProverBitmap,
  isClaimed: (nodeNumber: number) => boolean = () => false,
): BlockClaim[] {
  const paid = paidNodes(block, seat).filter(
    ({ number, isCommitted }) => !isClaimed(number) && (isCommitted || active.has(seat)),
  );
  return [...Map.groupBy(paid, ({ proof }) => proof)].map(([proof, nodes]) => ({
    proposalId: block.proposalId,
    kept: proof.kept,
    wordsRoot: wordsRootOf(proof),
    proversHash: proversHashOf(proof),
    nodes: nodes.map((it) => pathStruct(it, seat)),
  }));
}

/** R7: what a seat may claim as a new seat of a final block's round: one claim, or none. */
export function newSeatClaims(block: BlockRecord, seat: number): NewSeatClaim[] {
  const own = newSeatsWith(block, seat);
  if (own === undefined) return [];
  const named = block.newSeats.map((one) => toHex(newSeatsHash(one)));
  return [{ winner: block.proposalId, named, newSeats: { bps: own.bps, seats: own.seats.words() } }];
}

/** R7: the named new seats of a final block's round among which a seat is counted; undefined: it is not a new seat. */
export function newSeatsWith({ newSeats }: BlockRecord, seat: number): NewSeats | undefined {
  return newSeats.find(({ seats }) => seats.has(seat));
}

/** The seats that are paid for a final block. A claimer for others asks for these. */
export function paidSeats(block: BlockRecord): number[] {
  const seats = new Set(block.newSeats.flatMap((named) => named.seats.seats()));
  for (const { seatWords } of block.kept) {
    for (let number = 0; 2 * number < seatWords.length; number++) {
      const { seat } = decodeSeatWord(wordAt(seatWords, number));
      if (seat !== null) seats.add(seat);
    }
  }
  return [...seats].sort((a, b) => a - b);
}

/** R2, P6.6: the nodes of a final block that a seat is paid for. Of rescuers, L1 pays only those that were active in its round (R5). */
export function paidNodes({ kept, committedNodes, proposal }: BlockRecord, seat: number): PaidNode[] {
  const asCommitted = encodeSeatWord({ seat, isCommitted: true });
  const asRescuer = encodeSeatWord({ seat, isCommitted: false });
  const paid: PaidNode[] = [];
  for (let depth = 0, number = 0; depth <= proposal.depth; depth++) {
    for (let index = 0; index < 2 ** depth; index++, number++) {
      const isCommitted = committedNodes.has(number);
      const proof = kept.find(({ seatWords, rescued }) =>
        isCommitted
          ? wordAt(seatWords, number) === asCommitted
          : rescued.has(number) && wordAt(seatWords, number) === asRescuer,
      );
      if (proof !== undefined) paid.push({ node: { depth, index }, number, isCommitted, proof });
    }
  }
  return paid;
}

function pathStruct({ node, isCommitted, proof }: PaidNode, seat: number): SeatWordPathStruct {
  const { children, levels } = seatWordPath(proof.seatWords, node);
  const [left, right] = children;
  return {
    depth: node.depth,
    index: node.index,
    word: encodeSeatWord({ seat, isCommitted }),
    children: [left === undefined ? NO_HASH : toHex(left), right === undefined ? NO_HASH : toHex(right)],
    siblings: levels.map(({ sibling }) => toHex(sibling)),
    parentWords: levels.map(({ word }) => wordAt(word, 0)),
  };
}

const wordAt = (words: Uint8Array, number: number): number =>
  (words[2 * number]! << 8) | words[2 * number + 1]!;
