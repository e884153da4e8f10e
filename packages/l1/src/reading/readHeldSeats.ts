import type { Hex } from "viem";
import type { L1Client } from "./L1Client.ts";

/** R4: a seat that somebody holds, as the registry shows it. */
export interface HeldSeat {
  readonly seat: number;
  /** Address of the seat's signing key. */
  readonly key: Hex;
  readonly payout: Hex;
  /** Wei. */
  readonly stake: bigint;
  /** Whether it may be counted in the next snapshot. */
  readonly isActive: boolean;
  readonly isPaused: boolean;
  /** L1 time from which the stake can be withdrawn; 0 if the seat stays. */
  readonly exitAt: number;
  /** R8: open cases against it. While there are any, the stake stays. */
  readonly cases: number;
  /** R8: how often it has been reported of late. */
  readonly level: number;
}

/** The registry's constants and the seats that are held, in order. */
export interface HeldSeats {
  /** A full stake, and the least stake of a seat that counts, wei. */
  readonly stake: bigint;
  readonly minStake: bigint;
  /** Seconds between asking for exit and withdrawing. */
  readonly exitDelay: number;
  readonly seats: readonly HeldSeat[];
}

const AT_ONCE = 64;

/** Reads the seats that are held, as of the latest L1 block. Throws as {@link L1Client}. */
export async function readHeldSeats(client: L1Client): Promise<HeldSeats> {
  const block = await client.ask("read the seats", () => client.public.getBlockNumber());
  const [stake, minStake, exitDelay, bitmap] = await Promise.all([
    client.read("registry", "stake", [], block),
    client.read("registry", "minStake", [], block),
    client.read("registry", "exitDelay", [], block),
    client.read("registry", "activeBitmap", [], block),
  ]);
  const numbers = await heldNumbers(client);
  const seats: HeldSeat[] = [];
  for (let first = 0; first < numbers.length; first += AT_ONCE) {
    const page = numbers.slice(first, first + AT_ONCE).map(async (seat): Promise<HeldSeat> => {
      const [held, level] = await Promise.all([
        client.read("registry", "seatAt", [seat], block),
        client.read("court", "levelOf", [seat], block),
      ]);
      const { key, payout, stake, exitAt, cases, paused: isPaused } = held;
      const isActive = ((bitmap[seat >> 8]! >> BigInt(seat & 255)) & 1n) === 1n;
      return { seat, key, payout, stake, isActive, isPaused, exitAt, cases, level };
    });
    seats.push(...(await Promise.all(page)));
  }
  return { stake, minStake, exitDelay, seats };
}

/** R4: a seat is held from a join until its stake has left. Its events follow each other. */
async function heldNumbers(client: L1Client): Promise<number[]> {
  const changes = new Map<number, number>();
  for await (const { seat } of client.events("registry", "ProverJoined", {})) {
    changes.set(seat, (changes.get(seat) ?? 0) + 1);
  }
  for await (const { seat } of client.events("registry", "StakeWithdrawn", {})) {
    changes.set(seat, (changes.get(seat) ?? 0) - 1);
  }
  return [...changes]
    .filter(([, held]) => held > 0)
    .map(([seat]) => seat)
    .sort((a, b) => a - b);
}
