import {
  type NewSeats,
  type NodeKind,
  type NodeWeights,
  newSeatBps,
  ProverBitmap,
  type RollupSettings,
  type ShownWork,
} from "@trellis/protocol";
import type { WriteArgs } from "../contracts/contractAbis.ts";
import { type BlockRecord, type KeptProof, wordsRootOf } from "./BlockRecord.ts";

/** R7: a losing block, to be named; see `Uncle` in Types.sol. */
export type Uncle = WriteArgs<"rewards", "nameUncles">[3][number];

/** R7: a losing block that may be named by one of its kept proofs, with its rate and all seats that are new in it. */
export interface UncleCandidate extends NewSeats {
  readonly uncle: Uncle;
}

const BPS = 10_000n;

type UncleRule = Pick<
  RollupSettings,
  "unclePayBps" | "uncleMinBps" | "leafWeight" | "mergeWeight" | "rootWeight"
>;

/**
 * R7: the losing blocks that may be named for a winner, by each of their kept proofs, in the order of their commitments. Which of them are
 * named, and in which order, `chooseUncles` says.
 * @param round - all commitments of the winner's round.
 */
export function uncleCandidates(
  winner: BlockRecord,
  round: readonly BlockRecord[],
  rule: UncleRule,
): UncleCandidate[] {
  const least = BigInt(rule.uncleMinBps) * winner.proposal.burnBid;
  const won = workOf(winner, rule);
  return round
    .filter(
      ({ proposalId, roundId, proposal }) =>
        proposalId !== winner.proposalId && roundId === winner.roundId && proposal.burnBid * BPS >= least,
    )
    .flatMap((block) => {
      const bps = newSeatBps(rule.unclePayBps, workOf(block, rule), won);
      return block.kept.map((proof) => ({
        bps,
        seats: newSeatsOf(winner, proof),
        uncle: uncleOf(block, proof),
      }));
    })
    .filter(({ seats }) => seats.count() > 0);
}

/** R7: the work that a block's kept proofs show. */
function workOf(block: BlockRecord, { leafWeight, mergeWeight, rootWeight }: UncleRule): ShownWork {
  const weights = { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) };
  const seats = new Set(block.kept.flatMap(({ provers }) => provers.seats())).size;
  return { weight: shownWeight(block, weights), seats };
}

/** R2: weight of the nodes that some kept proof has as committed. */
function shownWeight({ committedNodes, proposal }: BlockRecord, weights: NodeWeights): bigint {
  return [...committedNodes].reduce((sum, number) => sum + weights[kindOf(number, proposal.depth)], 0n);
}

function kindOf(number: number, treeDepth: number): NodeKind {
  if (number === 0) return "root";
  return number >= 2 ** treeDepth - 1 ? "leaf" : "merge";
}

function newSeatsOf(winner: BlockRecord, { provers }: KeptProof): ProverBitmap {
  return ProverBitmap.of(provers.seats().filter((seat) => !winner.committed.has(seat)));
}

function uncleOf(block: BlockRecord, proof: KeptProof): Uncle {
  return {
    proposalId: block.proposalId,
    transcriptRoot: block.transcriptRoot,
    committed: block.committed.words(),
    kept: proof.kept,
    wordsRoot: wordsRootOf(proof),
    provers: proof.provers.words(),
  };
}
