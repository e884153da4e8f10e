import { equalBytes, sha256, toBytes } from "./bytes.ts";
import { SEAT_TREE_DEPTH, SEATS } from "./constants.ts";
import { merkleRoot } from "./merkle.ts";
import { TrellisError } from "./TrellisError.ts";

/** P2.1: leaf of a seat, `sha256(seat(2) ‖ keyX ‖ keyY)`; the key is 64 bytes. */
export function seatLeaf(seat: number, publicKey: Uint8Array): Uint8Array {
  return sha256(toBytes(seat, 2), publicKey);
}

const ZEROS: Uint8Array[] = [new Uint8Array(32)];
for (let level = 0; level < SEAT_TREE_DEPTH; level++) ZEROS.push(sha256(ZEROS[level]!, ZEROS[level]!));

/** Whether `publicKey` sits at `seat` of the registry with this root. */
export function verifySeatPath(
  root: Uint8Array,
  seat: number,
  publicKey: Uint8Array,
  path: readonly Uint8Array[],
): boolean {
  return (
    path.length === SEAT_TREE_DEPTH &&
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
   * @throws TRL-PRO-005 if all 2048 are taken.
   */
  append(publicKey: Uint8Array): number {
    const seat = this.size;
    if (seat >= SEATS)
      throw new TrellisError("TRL-PRO-005", "every seat of the prover registry is taken", { seat });
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
    return this.#node(SEAT_TREE_DEPTH, 0);
  }

  /** The 11 siblings of a seat, from the leaf upwards. */
  path(seat: number): Uint8Array[] {
    return Array.from({ length: SEAT_TREE_DEPTH }, (_, level) => this.#node(level, (seat >> level) ^ 1));
  }

  #node(level: number, index: number): Uint8Array {
    return this.#rows[level]![index] ?? ZEROS[level]!;
  }
}
