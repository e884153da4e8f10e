import type { L1Event } from "@trellis/l1";
import { BoundedMap, concatBytes, equalBytes, SeatTree, toBytes, toHex } from "@trellis/protocol";

/** Snapshots kept: more than the rounds of which L1 takes proofs (64), and than one more root each. */
const KEPT_SNAPSHOTS = 128;
const EMPTY = new Uint8Array();

/**
 * The prover registry, rebuilt from its events: the key of each seat now and in the rounds' snapshots (R3, R4). A seat whose stake has
 * left keeps its key until the next prover joins there, as on L1. It is not active.
 */
export class SeatDirectory {
  readonly #now = new SeatTree();
  /** Seats by their key, in hexadecimal. */
  readonly #byKey = new Map<string, number>();
  /** Trees of the rounds' snapshots, by root. */
  readonly #snapshots = new BoundedMap<bigint, SeatTree>(KEPT_SNAPSHOTS);

  /** Applies an event. Events of other kinds change nothing. */
  apply(event: L1Event): void {
    switch (event.eventName) {
      case "ProverJoined":
      case "KeyRotated": {
        const { seat, keyX, keyY } = event.args;
        this.#forget(seat);
        const key = concatBytes(toBytes(keyX, 32), toBytes(keyY, 32));
        this.#now.set(seat, key);
        this.#byKey.set(toHex(key), seat);
        break;
      }
      case "RoundOpened": {
        const root = this.#now.root();
        this.#snapshots.setNewest(root, this.#snapshots.get(root) ?? this.#now.clone());
        break;
      }
    }
  }

  /**
   * The tree with this root: of the snapshot of a round, which no longer changes, or that of now, which does. Undefined if there is none
   * here.
   */
  tree(root: bigint): SeatTree | undefined {
    return this.#snapshots.get(root) ?? (this.#now.root() === root ? this.#now : undefined);
  }

  /** The 64-byte key of a seat in the set with this root; by default in the set of now. Undefined if nobody ever held the seat. */
  key(seat: number, root?: bigint): Uint8Array | undefined {
    return (root === undefined ? this.#now : this.tree(root))?.key(seat);
  }

  /** The seat that has this 64-byte key in the set with this root; by default in the set of now. */
  seatOf(publicKey: Uint8Array, root?: bigint): number | undefined {
    const seat = this.#byKey.get(toHex(publicKey));
    if (root === undefined || root === this.#now.root()) return seat;
    const tree = this.tree(root);
    if (seat !== undefined && tree !== undefined && equalBytes(tree.key(seat) ?? EMPTY, publicKey))
      return seat;
    // The key was rotated since.
    return tree?.seatOf(publicKey);
  }

  /** Whether the set of now or of a round's snapshot has this root. */
  hasRoot(root: bigint): boolean {
    return this.tree(root) !== undefined;
  }

  #forget(seat: number): void {
    const key = this.#now.key(seat);
    if (key !== undefined) this.#byKey.delete(toHex(key));
  }
}
