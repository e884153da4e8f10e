import { ProverBitmap } from "@trellis/protocol";
import type { SecondSettings } from "../contracts/SecondSettings.ts";
import type { SecondWriteArgs } from "../contracts/secondAbis.ts";
import { type BlockRecord, type KeptProof, wordsRootOf } from "./BlockRecord.ts";

/** R7: a losing block, to be named; see `Uncle` in SecondTypes.sol. */
export type Uncle = SecondWriteArgs<"rewards", "nameUncles">[3][number];

const BPS = 10_000n;

/**
 * R7: the losing blocks to name for a winner, and their new seats. Each is the one that adds the most seats to those before it; a tie goes
 * to the earlier commitment. L1 takes the set only if it has more new seats than the one that is named.
 * @param round - all commitments of the winner's round.
 */
export function unclesToName(
  winner: BlockRecord,
  round: readonly BlockRecord[],
  { uncles: most, uncleMinBps }: Pick<SecondSettings, "uncles" | "uncleMinBps">,
): { readonly uncles: readonly Uncle[]; readonly newSeats: ProverBitmap } {
  const least = BigInt(uncleMinBps) * winner.proposal.burnBid;
  const candidates = round
    .filter(
      ({ proposalId, roundId, proposal }) =>
        proposalId !== winner.proposalId && roundId === winner.roundId && proposal.burnBid * BPS >= least,
    )
    .flatMap((block) => block.kept.map((proof) => ({ block, proof, adds: newSeatsOf(winner, proof) })));
  const uncles: Uncle[] = [];
  let newSeats = ProverBitmap.EMPTY;
  while (uncles.length < most) {
    const before = newSeats.count();
    let best: { readonly seats: ProverBitmap; readonly uncle: Uncle; readonly count: number } | undefined;
    for (const { block, proof, adds } of candidates) {
      const seats = newSeats.or(adds);
      const count = seats.count();
      if (count > (best?.count ?? before)) best = { seats, count, uncle: uncleOf(block, proof) };
    }
    if (best === undefined) break;
    uncles.push(best.uncle);
    newSeats = best.seats;
  }
  return { uncles, newSeats };
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
