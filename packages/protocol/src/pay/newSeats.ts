import { TrellisError } from "@trellis/field";
import { SEATS } from "../constants.ts";
import { keccak256, toBytes } from "../encoding/bytes.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import { BPS, isBps, isCount } from "./payNumbers.ts";

/** R7: the work that a block's kept proofs show. */
export interface ShownWork {
  /** Weight of the nodes that some kept proof shows as committed. */
  readonly weight: bigint;
  /** Committed seats that some kept proof shows. */
  readonly seats: number;
}

/**
 * R7: what a new seat of a named losing block gets of a winner's seat's pay, 1/10,000, rounded down: `unclePayBps`, or less if a seat of
 * its block did less work than one of the winner. So nobody earns more for its work by staying out of the winner.
 * @param unclePayBps - u, 0..10,000.
 * @param lost - of the losing block; without seats it adds no new seat, and the rate is u.
 * @param won - of the winner; without weight the rate is u.
 * @throws TRL-PRO-018 for numbers outside their ranges.
 */
export function newSeatBps(unclePayBps: number, lost: ShownWork, won: ShownWork): number {
  const isLegal = [lost, won].every(({ weight, seats }) => weight >= 0n && isCount(seats));
  if (!isLegal || !isBps(unclePayBps)) {
    throw new TrellisError("TRL-PRO-018", "A new seat's rate follows from work and seats of two blocks.", {
      unclePayBps,
      lostWeight: lost.weight,
      lostSeats: lost.seats,
      winnerWeight: won.weight,
      winnerSeats: won.seats,
    });
  }
  const done = lost.weight * BigInt(won.seats);
  const usual = won.weight * BigInt(lost.seats);
  return done >= usual ? unclePayBps : Number((BigInt(unclePayBps) * done) / usual);
}

/** R7: the seats that are new in a losing block: `NewSeats` in Types.sol. */
export interface NewSeats {
  /** The block's rate: what each of them gets of a winner's seat's pay, 1/10,000. */
  readonly bps: number;
  readonly seats: ProverBitmap;
}

/** R7: what `newSeatsOf` is the hash of, for each named block: keccak256 of the rate and the 8 words, 32 bytes each. */
export function newSeatsHash({ bps, seats }: NewSeats): Uint8Array {
  return keccak256(toBytes(bps, 32), ...seats.words().map((word) => toBytes(word, 32)));
}

/**
 * R7: losing blocks in the order in which L1 takes them, the best rate first, each with the seats that none before it has. So each seat gets
 * the best rate of the blocks that have it. Equal rates keep their order. Blocks that add nothing are left out: L1 refuses them.
 */
export function bestRateFirst<Block extends NewSeats>(blocks: readonly Block[]): Block[] {
  const counted = new Set<number>();
  return [...blocks]
    .sort((a, b) => b.bps - a.bps)
    .flatMap((block) => {
      const added = block.seats.seats().filter((seat) => !counted.has(seat));
      if (added.length === 0 || block.bps === 0) return [];
      for (const seat of added) counted.add(seat);
      return [{ ...block, seats: ProverBitmap.of(added) }];
    });
}

/** R7: what the new seats of losing blocks get together, 1/10,000 of a winner's seat's pay. Each seat is in one of the blocks. */
export function newSeatParts(blocks: readonly NewSeats[]): number {
  return blocks.reduce((sum, { bps, seats }) => sum + bps * seats.count(), 0);
}

/** R7: a round's pool, and among whom it is shared. */
export interface SharedPool {
  /** Wei. */
  readonly amount: bigint;
  /** n, distinct committed provers of the winner; at least 1. */
  readonly winnerSeats: number;
  /** The rates of all new seats together ({@link newSeatParts}), 1/10,000; 0 if none are named. */
  readonly newSeatParts: number;
}

/**
 * R7: what the winner's nodes share by weight, wei: pool · n / (n + the new seats' rates), rounded down.
 * @throws TRL-PRO-018 for numbers outside their ranges.
 */
export function winnersShare(pool: SharedPool): bigint {
  return shareOf(pool, BigInt(pool.winnerSeats) * BPS);
}

/**
 * R7: what a new seat gets, wei: pool · its rate / (n + the new seats' rates), rounded down.
 * @param bps - rate of the losing block in which it is counted.
 * @throws TRL-PRO-018 for numbers outside their ranges.
 */
export function newSeatShare(pool: SharedPool, bps: number): bigint {
  if (!isBps(bps) || bps > pool.newSeatParts) throw illegal(pool, bps);
  return shareOf(pool, BigInt(bps));
}

function shareOf(pool: SharedPool, part: bigint): bigint {
  const { amount, winnerSeats, newSeatParts: parts } = pool;
  const isLegal = Number.isInteger(parts) && parts >= 0 && parts <= SEATS * 10_000;
  if (amount < 0n || !isCount(winnerSeats) || winnerSeats < 1 || !isLegal) throw illegal(pool);
  return (amount * part) / (BigInt(winnerSeats) * BPS + BigInt(parts));
}

function illegal({ amount, winnerSeats, newSeatParts: parts }: SharedPool, bps?: number): TrellisError {
  return new TrellisError("TRL-PRO-018", "A pool is shared among seats, new ones at most in full.", {
    amount,
    winnerSeats,
    newSeatParts: parts,
    bps,
  });
}
