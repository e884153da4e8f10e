import { poseidon2Hash } from "@trellis/field";
import { SEAT_TREE_DEPTH, SEATS } from "../constants.ts";
import { equalBytes, exactly, toBigInt } from "../encoding/bytes.ts";
import { PoseidonTree, poseidonPathRoot } from "../tree/PoseidonTree.ts";
import { assertSeat, isSeat } from "./ProverBitmap.ts";

/**
 * R3: leaf of a seat, `Poseidon2([x >> 8, y >> 8, (x & 255) << 24 | (y & 255) << 16 | seat])` of its 64-byte key x‖y. Three fields hold
 * the key whole, so that one permutation hashes it.
 * @throws TRL-PRO-006 for a seat outside 0..2047, TRL-PRO-017 for a key of another length.
 */
export function seatLeaf(seat: number, publicKey: Uint8Array): bigint {
  assertSeat(seat);
  const key = exactly(publicKey, 64);
  const last = BigInt((key[31]! * 256 + key[63]!) * 2 ** 16 + seat);
  return poseidon2Hash([toBigInt(key.subarray(0, 31)), toBigInt(key.subarray(32, 63)), last]);
}

/** Whether `publicKey` sits at `seat` of the registry with this root. Never throws. */
export function verifySeatPath(
  root: bigint,
  seat: number,
  publicKey: Uint8Array,
  path: readonly bigint[],
): boolean {
  return (
    isSeat(seat) &&
    publicKey.length === 64 &&
    path.length === SEAT_TREE_DEPTH &&
    poseidonPathRoot(seatLeaf(seat, publicKey), seat, path) === root
  );
}

/** R4: the registry's tree of seats. A seat that was given back keeps its leaf until the next prover joins there. */
export class SeatTree {
  readonly #tree: PoseidonTree;
  readonly #keys = new Map<number, Uint8Array>();

  constructor(tree: PoseidonTree = new PoseidonTree(SEAT_TREE_DEPTH)) {
    this.#tree = tree;
  }

  /** A copy that later changes of this tree do not reach. */
  clone(): SeatTree {
    const copy = new SeatTree(this.#tree.clone());
    for (const [seat, key] of this.#keys) copy.#keys.set(seat, key);
    return copy;
  }

  /** Seats that have a key. */
  get size(): number {
    return this.#keys.size;
  }

  /** The lowest seat without a key, undefined if every seat has one. */
  firstFree(): number | undefined {
    for (let seat = 0; seat < SEATS; seat++) if (!this.#keys.has(seat)) return seat;
    return undefined;
  }

  /** Gives a seat to a key. @throws TRL-PRO-006 for a seat outside 0..2047, TRL-PRO-017 for a key that has not 64 bytes. */
  set(seat: number, publicKey: Uint8Array): void {
    this.#tree.set(seat, seatLeaf(seat, publicKey));
    this.#keys.set(seat, publicKey.slice());
  }

  /** Gives seats to keys. Costs fewer hashes than one after the other. @throws as {@link set}. */
  setAll(keys: Iterable<readonly [seat: number, publicKey: Uint8Array]>): void {
    const all = [...keys];
    this.#tree.setAll(all.map(([seat, key]) => [seat, seatLeaf(seat, key)] as const));
    for (const [seat, key] of all) this.#keys.set(seat, key.slice());
  }

  /** Empties a seat. @throws TRL-PRO-006 for a seat outside 0..2047. */
  clear(seat: number): void {
    assertSeat(seat);
    this.#tree.set(seat, 0n);
    this.#keys.delete(seat);
  }

  /** The 64-byte key of a seat, undefined if it has none. */
  key(seat: number): Uint8Array | undefined {
    return this.#keys.get(seat)?.slice();
  }

  /** The seat that has this 64-byte key, undefined if none has. */
  seatOf(publicKey: Uint8Array): number | undefined {
    for (const [seat, key] of this.#keys) if (equalBytes(key, publicKey)) return seat;
    return undefined;
  }

  /** `proverSetRoot`. */
  root(): bigint {
    return this.#tree.root();
  }

  /** The 11 siblings of a seat, from the leaf up. @throws TRL-PRO-006 for a seat outside 0..2047. */
  path(seat: number): bigint[] {
    assertSeat(seat);
    return this.#tree.path(seat);
  }
}
