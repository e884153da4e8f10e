import {
  committedBitmapHash,
  encodeTranscriptEntry,
  isVacant,
  NO_ENTRY,
  type NodeProver,
  ProverBitmap,
  RESCUE_SLOT,
  SeatTree,
  sha256,
  TranscriptTree,
  type TreeNode,
  type VoteScope,
} from "@trellis/protocol";
import { publicKeyOf, signVote } from "@trellis/protocol/keys";
import { DOMAIN, PROPOSAL_ID } from "./world.ts";

const secretOf = (seat: number): Uint8Array => sha256(new TextEncoder().encode(`seat ${seat}`));
/** Seats 0..9 and 2,047 have keys. */
const seats = new SeatTree();
for (const seat of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2047]) seats.set(seat, publicKeyOf(secretOf(seat)));
export const PROVER_SET_ROOT = seats.root();

/** A circuit's `TranscriptOpening`. */
export type OpeningInput = {
  entry: string;
  path: string[];
  committed: string[];
};

/** A circuit's `ProverVote`. */
export type ProverInput = {
  present: boolean;
  seat: number;
  key_x: number[];
  key_y: number[];
  vote_depth: number;
  vote_index: number;
  slot: number;
  signature: number[];
  seat_path: string[];
  opening: OpeningInput;
};

/** The transcript and the committed bitmap of a proposal, and the provers' inputs for its nodes. */
export class ProverWorld {
  readonly transcript = new TranscriptTree();
  readonly committed: ProverBitmap;

  /** @param committed - seats of the committed bitmap. */
  constructor(committed: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2047]) {
    this.committed = ProverBitmap.of(committed);
  }

  get committedHash(): bigint {
    return committedBitmapHash(this.committed);
  }

  /** Names a seat for a node, with this vote. */
  name(node: TreeNode, seat: number, vote: VoteScope): this {
    this.transcript.set(node, encodeTranscriptEntry({ seat, vote }));
    return this;
  }

  /** The transcript's entry at a node's place, with its opening. */
  opening(node: TreeNode): OpeningInput {
    return {
      entry: String(this.transcript.entry(node)),
      path: this.transcript.path(node).map(String),
      committed: this.committed.limbs().map(String),
    };
  }

  /** A seat proves a node with this vote. */
  by(node: TreeNode, seat: number, vote: VoteScope, proposalId = PROPOSAL_ID): ProverInput {
    const key = publicKeyOf(secretOf(seat));
    const { signature } = signVote(DOMAIN, { proposalId, seat, ...vote }, secretOf(seat));
    return {
      present: true,
      seat,
      key_x: [...key.subarray(0, 32)],
      key_y: [...key.subarray(32)],
      vote_depth: vote.depth,
      vote_index: vote.index,
      slot: vote.slot,
      signature: [...signature],
      seat_path: seats.path(seat).map(String),
      opening: this.opening(node),
    };
  }

  /** A seat to which the transcript does not bind the node proves it. */
  rescue(node: TreeNode, seat: number): ProverInput {
    return this.by(node, seat, { ...node, slot: RESCUE_SLOT });
  }

  /** Nobody is named for a node. `shown` says whether the transcript's entry is shown. */
  nobody(node: TreeNode, { shown = false } = {}): ProverInput {
    const zeros = (length: number): number[] => new Array<number>(length).fill(0);
    const opening = this.opening(node);
    return {
      present: false,
      seat: 0,
      key_x: zeros(32),
      key_y: zeros(32),
      vote_depth: 0,
      vote_index: 0,
      slot: 0,
      signature: zeros(64),
      seat_path: zeros(11).map(String),
      opening: shown ? opening : { ...opening, path: zeros(12).map(String), entry: String(NO_ENTRY) },
    };
  }

  /** R1: the result that the circuit must compute from a prover's input at a node. */
  expected(
    node: TreeNode,
    prover: ProverInput,
    { shown = prover.present } = {},
  ): NodeProver & { readonly isVacant: boolean } {
    const entry = this.transcript.entry(node);
    const vacant = isVacant(entry, node, this.committed);
    const vote = { depth: prover.vote_depth, index: prover.vote_index, slot: prover.slot };
    const isCommitted =
      prover.present && !vacant && entry === encodeTranscriptEntry({ seat: prover.seat, vote });
    return { seat: prover.present ? prover.seat : null, isCommitted, isVacant: shown && vacant };
  }
}
