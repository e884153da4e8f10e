import {
  type Contribution,
  type RollupDomain,
  rollupId,
  SeatTree,
  sha256,
  splitHash,
  type TreeNode,
  toBytes,
  type VoteScope,
} from "@trellis/protocol";
import { publicKeyOf, signVote } from "@trellis/protocol/keys";

/** The rollup, proposal and prover set of the tests' blocks. */
export const DOMAIN: RollupDomain = { chainId: 31337n, rollup: sha256(toBytes(1, 1)).slice(0, 20) };
export const ROLLUP_ID = rollupId(DOMAIN);
export const PROPOSAL_ID = sha256(toBytes(2, 1));

const secretOf = (seat: number): Uint8Array => sha256(new TextEncoder().encode(`seat ${seat}`));
const publicKeys = Array.from({ length: 300 }, (_, seat) => publicKeyOf(secretOf(seat)));
const seats = new SeatTree();
for (const key of publicKeys) seats.append(key);
export const PROVER_SET_ROOT = seats.root();

const half = (hash: Uint8Array): { hi: string; lo: string } => {
  const [hi, lo] = splitHash(hash);
  return { hi: String(hi), lo: String(lo) };
};

export { half as hashInput };

/** A circuit's `ProverVote`. */
export interface ProverVoteInput {
  present: boolean;
  seat: number;
  key_x: number[];
  key_y: number[];
  vote_depth: number;
  vote_index: number;
  slot: number;
  signature: number[];
  seat_path: number[][];
}

/** The signed vote of a seat. */
export function voteOf(seat: number, vote: VoteScope, proposalId: Uint8Array = PROPOSAL_ID): ProverVoteInput {
  const { signature } = signVote(DOMAIN, { proposalId, seat, ...vote }, secretOf(seat));
  return {
    present: true,
    seat,
    key_x: [...publicKeys[seat]!.subarray(0, 32)],
    key_y: [...publicKeys[seat]!.subarray(32)],
    vote_depth: vote.depth,
    vote_index: vote.index,
    slot: vote.slot,
    signature: [...signature],
    seat_path: seats.path(seat).map((sibling) => [...sibling]),
  };
}

/** Nobody is named. */
export function nobody(): ProverVoteInput {
  const zeros = (length: number): number[] => new Array<number>(length).fill(0);
  return {
    present: false,
    seat: 0,
    key_x: zeros(32),
    key_y: zeros(32),
    vote_depth: 0,
    vote_index: 0,
    slot: 0,
    signature: zeros(64),
    seat_path: Array.from({ length: 11 }, () => zeros(32)),
  };
}

/** The contribution that the circuit must compute from a vote at `node`. */
export function contributionOf(node: TreeNode, vote: ProverVoteInput): Contribution {
  return {
    node,
    seat: vote.present ? vote.seat : null,
    vote: { depth: vote.vote_depth, index: vote.vote_index, slot: vote.slot },
  };
}
