import { type NewSeats, type Proposal, type ProverBitmap, seatWordsRoot, toHex } from "@trellis/protocol";
import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import type { WriteArgs } from "../contracts/contractAbis.ts";
import type { NodeNumbers } from "./NodeSet.ts";

/** Facts about a proposal's block that do not depend on who proved it; see `BlockFacts` in Types.sol. */
export type BlockFacts = WriteArgs<"bridge", "claimWithdrawals">[0][number]["facts"];

/** R2: a proof that L1 kept. */
export interface KeptProof {
  /** Its place among the kept proofs of its proposal. */
  readonly kept: number;
  /** Committed seats that proved in it what they were committed to. */
  readonly provers: ProverBitmap;
  /** R1: packed, by node number. */
  readonly seatWords: Uint8Array;
  /** Nodes, by number, for which it is the first kept proof with a rescuer. */
  readonly rescued: NodeNumbers;
}

/** A commitment, its round and its proofs, as L1 has them. */
export interface BlockRecord {
  readonly proposalId: Hex;
  readonly proposal: Proposal;
  readonly transcriptRoot: Hex;
  /** The masked bitmap. */
  readonly committed: ProverBitmap;
  readonly roundId: number;
  /** Address of the round's active seats (`L1Client.activeSeats`). */
  readonly activeBitmap: Hex;
  /** Undefined: nothing was proven. */
  readonly facts: BlockFacts | undefined;
  /** The packed transactions; empty if nothing was proven. */
  readonly transactions: Uint8Array;
  /** In the order of arrival. */
  readonly kept: readonly KeptProof[];
  /** Place of the best one. */
  readonly best: number;
  /** R2: `mergeTallies` of all: committed nodes of the best one, and the most vacant entries that one shows. */
  readonly tally: bigint;
  /** Nodes, by number, that some kept proof has as their committed seat's. */
  readonly committedNodes: NodeNumbers;
  readonly isFinal: boolean;
  /** R7: new seats of its round, as named last: of each losing block, best rate first. */
  readonly newSeats: readonly NewSeats[];
}

/** R1: root of a kept proof's seat words. */
export function wordsRootOf({ seatWords }: KeptProof): Hex {
  return toHex(seatWordsRoot(seatWords));
}

/** keccak256 of the 8 words of a kept proof's provers. */
export function proversHashOf({ provers }: KeptProof): Hex {
  return keccak256(encodeAbiParameters([{ type: "uint256[8]" }], [provers.words()]));
}

/** R2: what L1 keeps of the proof (`keptOf`). */
export function keptHash(proof: KeptProof): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: "bytes32" }, { type: "bytes32" }],
      [wordsRootOf(proof), proversHashOf(proof)],
    ),
  );
}

/** What L1 keeps of a block (`contextOf`). */
export function contextHash(facts: BlockFacts): Hex {
  const types = ["bytes32", "uint256", "uint256", "uint256", "uint256", "uint64", "uint128"] as const;
  return keccak256(
    encodeAbiParameters(
      types.map((type) => ({ type })),
      [
        facts.transactionsRoot,
        facts.proverSetRoot,
        facts.statesRoot,
        facts.stateBefore,
        facts.stateAfter,
        facts.messageCount,
        facts.fees,
      ],
    ),
  );
}
