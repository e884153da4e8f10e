import { TrellisError } from "@trellis/field";
import { SEAT_TREE_DEPTH, SEATS } from "../constants.ts";
import { equalBytes, exactly, sha256, toBytes } from "../encoding/bytes.ts";
import { merkleRoot } from "../encoding/merkle.ts";
import { assertSeat, isSeat } from "./ProverBitmap.ts";

/**
 * P2.1: leaf of a seat, `sha256(seat(2) ‖ keyX ‖ keyY)`; the key is 64 bytes.
 * @throws TRL-PRO-006 for a seat outside 0..2047, TRL-PRO-017 for a key of the wrong length.
 */
export function seatLeaf(seat: number, publicKey: Uint8Array): Uint8Array {
  assertSeat(seat);
  return sha256(toBytes(seat, 2), exactly(publicKey, 64));
}

const ZEROS: Uint8Array[] = [new Uint8Array(32)];
for (let level = 0; level < SEAT_TREE_DEPTH; level++) ZEROS.push(sha256(ZEROS[level]!, ZEROS[level]!));

/** Whether `publicKey` holds `seat` in the registry with this root. Never throws. */
export function verifySeatPath(
  root: Uint8Array,
  seat: number,
  publicKey: Uint8Array,
  path: readonly Uint8Array[],
): boolean {
  return (
    isSeat(seat) &&
    publicKey.length === 64 &&
    path.length === SEAT_TREE_DEPTH &&
    path.every((sibling) => sibling.length === 32) &&
    equalBytes(merkleRoot(seatLeaf(seat, publicKey), seat, path, sha256), root)
  );
}

/** P2.1: the registry's append-only SHA-256 tree, mirrored off chain. Keys are 64 bytes keyX‖keyY. */
export class SeatTree {
  readonly #rows: Uint8Array[][] = ZEROS.map(() => []);

  /** Seats taken so far. */
  get size(): number {
    return this.#rows[0]!.length;
  }

  /**
   * Takes the next seat.
   * @throws TRL-PRO-005 if all 2048 are taken, TRL-PRO-017 for a key that is not 64 bytes long.
   */
  append(publicKey: Uint8Array): number {
    const seat = this.size;
    if (seat >= SEATS) {
      throw new TrellisError("TRL-PRO-005", "every seat of the prover registry is taken", { seat });
    }
    this.#rows[0]!.push(seatLeaf(seat, publicKey));
    let index = seat;
    for (let level = 0; level < SEAT_TREE_DEPTH; level++) {
      const left = this.#node(level, index & ~1);
      const right = this.#node(level, index | 1);
      index >>= 1;
      this.#rows[level + 1]![index] = sha256(left, right);
    }
    return seat;
  }

  /** `proverSetRoot`. */
  root(): Uint8Array {
    return this.#node(SEAT_TREE_DEPTH, 0).slice();
  }

  /**
   * The 11 siblings of a seat, taken or not, from the leaf upwards.
   * @throws TRL-PRO-006 for a seat outside 0..2047.
   */
  path(seat: number): Uint8Array[] {
    assertSeat(seat);
    return Array.from({ length: SEAT_TREE_DEPTH }, (_, level) =>
      this.#node(level, (seat >> level) ^ 1).slice(),
    );
  }

  #node(level: number, index: number): Uint8Array {
    return this.#rows[level]![index] ?? ZEROS[level]!;
  }
}
