import type { Hex } from "viem";
import type { L1Client } from "./L1Client.ts";

/** A seat as the registry shows it (P2). */
export interface Seat {
  readonly seat: number;
  /** Address of the seat's signing key. */
  readonly key: Hex;
  readonly payout: Hex;
  /** Wei. */
  readonly stake: bigint;
  /** Whether it may be counted in the next snapshot. */
  readonly isActive: boolean;
  /** L1 time from which the stake can be withdrawn; 0 if exit was not requested. */
  readonly exitAt: number;
  /** Open reports against it. */
  readonly reports: number;
}

/** The registry's constants and its seats in order. */
export interface SeatRegistry {
  /** A full stake, and the least stake of a seat that counts, wei. */
  readonly stake: bigint;
  readonly minStake: bigint;
  /** Seconds between requesting exit and withdrawing. */
  readonly exitDelay: number;
  readonly seats: readonly Seat[];
}

const AT_ONCE = 64;

/** Reads all seats as of the latest L1 block. Throws as {@link L1Client}. */
export async function readSeats(client: L1Client): Promise<SeatRegistry> {
  const block = await client.ask("read the seats", () => client.public.getBlockNumber());
  const [count, stake, minStake, exitDelay, bitmap] = await Promise.all([
    client.read("registry", "seatCount", [], block),
    client.read("registry", "stake", [], block),
    client.read("registry", "minStake", [], block),
    client.read("registry", "exitDelay", [], block),
    client.read("registry", "activeBitmap", [], block),
  ]);
  const seats: Seat[] = [];
  for (let first = 0; first < count; first += AT_ONCE) {
    const page = Array.from({ length: Math.min(AT_ONCE, count - first) }, async (_, i): Promise<Seat> => {
      const seat = first + i;
      const prover = await client.read("registry", "proverAt", [BigInt(seat)], block);
      const { key, payout, stake, exitAt, reports } = prover;
      const isActive = ((bitmap[seat >> 8]! >> BigInt(seat & 255)) & 1n) === 1n;
      return { seat, key, payout, stake, isActive, exitAt: Number(exitAt), reports };
    });
    seats.push(...(await Promise.all(page)));
  }
  return { stake, minStake, exitDelay, seats };
}
