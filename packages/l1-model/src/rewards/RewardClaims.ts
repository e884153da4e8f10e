import type { NewSeats, ProverBitmap, SeatWordPath, TreeNode } from "@trellis/protocol";
import type { Hex } from "viem";

/** A node's word and its path: `SeatWordPath` in Types.sol. */
export interface ShownWord {
  readonly node: TreeNode;
  /** 2 bytes. */
  readonly word: Uint8Array;
  readonly path: SeatWordPath;
}

/** `BlockClaim` in Types.sol. */
export interface BlockClaim {
  readonly proposalId: Hex;
  /** Place of the kept proof whose words are shown, and what its record is the hash of. */
  readonly kept: number;
  readonly wordsRoot: Uint8Array;
  readonly proversHash: Uint8Array;
  readonly nodes: readonly ShownWord[];
}

/** `NewSeatClaim` in Types.sol. */
export interface NewSeatClaim {
  readonly winner: Hex;
  /** Hashes of the new seats of each named losing block, in the order of naming (`newSeatsHash`). */
  readonly named: readonly Hex[];
  /** Those of the block in which the seat is counted. */
  readonly newSeats: NewSeats;
}

/** R7: a losing block: `Uncle` in Types.sol. */
export interface Uncle {
  readonly proposalId: Hex;
  readonly transcriptRoot: bigint;
  readonly committed: ProverBitmap;
  /** Place of one of its kept proofs, and the provers that the proof shows, masked. */
  readonly kept: number;
  readonly provers: ProverBitmap;
  readonly wordsRoot: Uint8Array;
}
