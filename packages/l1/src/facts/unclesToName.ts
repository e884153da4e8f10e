import { type NodeKind, type NodeWeights, ProverBitmap, type RollupSettings } from "@trellis/protocol";
import type { WriteArgs } from "../contracts/contractAbis.ts";
import { type BlockRecord, type KeptProof, wordsRootOf } from "./BlockRecord.ts";

/** R7: a losing block, to be named; see `Uncle` in Types.sol. */
export type Uncle = WriteArgs<"rewards", "nameUncles">[3][number];

const BPS = 10_000n;
/** Works are compared in parts of this size. */
const WHOLE = 10n ** 18n;

type UncleRule = Pick<RollupSettings, "uncles" | "uncleMinBps" | "leafWeight" | "mergeWeight" | "rootWeight">;

/**
 * R7: the losing blocks to name for a winner, and their new seats. A new seat is worth as much as its block's work a seat is of the
 * winner's, and at most one. Each block is the one whose new seats add the most worth to those before it; a tie goes to the earlier
 * commitment. L1 takes the set only if its worth is more than that of the set that is named.
 * @param round - all commitments of the winner's round.
 */
export function unclesToName(
  winner: BlockRecord,
  round: readonly BlockRecord[],
  rule: UncleRule,
): {
  readonly uncles: readonly Uncle[];
  readonly newSeats: ProverBitmap;
  /** Mean worth of a new seat, 1/10,000 of a winner's. */
  readonly worthBps: number;
} {
  const least = BigInt(rule.uncleMinBps) * winner.proposal.burnBid;
  const candidates = round
    .filter(
      ({ proposalId, roundId, proposal }) =>
        proposalId !== winner.proposalId && roundId === winner.roundId && proposal.burnBid * BPS >= least,
    )
    .flatMap((block) => {
      const work = workOf(block, winner, rule);
      return block.kept.map((proof) => ({ block, proof, work, adds: newSeatsOf(winner, proof) }));
    });
  const uncles: Uncle[] = [];
  let worths = 0n;
  let newSeats = ProverBitmap.EMPTY;
  while (uncles.length < rule.uncles) {
    const before = newSeats.count();
    let best: { readonly seats: ProverBitmap; readonly uncle: Uncle; readonly worth: bigint } | undefined;
    for (const { block, proof, work, adds } of candidates) {
      const seats = newSeats.or(adds);
      const worth = BigInt(seats.count() - before) * work;
      if (worth > (best?.worth ?? 0n)) best = { seats, worth, uncle: uncleOf(block, proof) };
    }
    if (best === undefined) break;
    uncles.push(best.uncle);
    newSeats = best.seats;
    worths += best.worth;
  }
  const seats = BigInt(Math.max(1, newSeats.count()));
  return { uncles, newSeats, worthBps: Number((worths * BPS) / (seats * WHOLE)) };
}

/** R7: work a seat of a losing block, as a part of the winner's; at most {@link WHOLE}. */
function workOf(block: BlockRecord, winner: BlockRecord, rule: UncleRule): bigint {
  const seats = block.kept[block.best]?.provers.count() ?? 0;
  const winnerSeats = winner.kept[winner.best]?.provers.count() ?? 0;
  const weights = {
    leaf: BigInt(rule.leafWeight),
    merge: BigInt(rule.mergeWeight),
    root: BigInt(rule.rootWeight),
  };
  const [work, winnerWork] = [shownWeight(block, weights), shownWeight(winner, weights)];
  if (seats === 0 || winnerWork === 0n) return 0n;
  const part = (work * BigInt(winnerSeats) * WHOLE) / (BigInt(seats) * winnerWork);
  return part < WHOLE ? part : WHOLE;
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
