import { TrellisError } from "@trellis/field";

/**
 * R9: the bond of a commitment, max(bond, bondBps · burnBid), wei, rounded down. It follows the bid, not the proposer's past.
 * @throws TRL-PRO-018 for negative numbers.
 */
export function bondOf(burnBid: bigint, bond: bigint, bondBps: number): bigint {
  if (burnBid < 0n || bond < 0n || !Number.isInteger(bondBps) || bondBps < 0) {
    throw new TrellisError("TRL-PRO-018", "A bond is made of numbers that are not negative.", {
      burnBid,
      bond,
      bondBps,
    });
  }
  const part = (burnBid * BigInt(bondBps)) / 10_000n;
  return part > bond ? part : bond;
}

/**
 * R9: what of its bond a commitment loses that stood above the winner provisionally: the share of its committed seats that its best proof
 * does not show, rounded up; all of it without a proof. Others lose nothing.
 * @param committedSeats - at least 1.
 * @param provenSeats - committed seats that its best proof shows; undefined without a proof.
 * @throws TRL-PRO-018 if more seats were proven than committed, or none was committed.
 */
export function lostBond(bond: bigint, committedSeats: number, provenSeats: number | undefined): bigint {
  const proven = provenSeats ?? 0;
  if (
    bond < 0n ||
    !Number.isInteger(committedSeats) ||
    committedSeats < 1 ||
    proven < 0 ||
    proven > committedSeats
  ) {
    throw new TrellisError("TRL-PRO-018", "Proven seats are some of the committed ones.", {
      bond,
      committedSeats,
      provenSeats,
    });
  }
  const kept = (bond * BigInt(proven)) / BigInt(committedSeats);
  return bond - kept;
}
