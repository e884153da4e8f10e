import type { L1Event } from "@trellis/l1";
import { concatBytes, equalBytes, SeatTree, TrackedMap, toBytes, toHex } from "@trellis/protocol";
import type { Hex } from "viem";

/** Snapshots kept: more than the rounds of which L1 takes proofs (64), and than one more root each. */
const KEPT_SNAPSHOTS = 128;
const EMPTY = new Uint8Array();

/**
 * The prover registry, rebuilt from its events: the key of each seat now and in the rounds' snapshots (R3, R4). A seat whose stake has
 * left keeps its key until the next prover joins there, as on L1. It is not active.
 */
export class SeatDirectory {
  #now = new SeatTree();
  /** For a store. */
  readonly tables = {
    /** Keys by seat, as they are now. */
    keys: new TrackedMap<number, Uint8Array>(),
    /** Seats by their key, in hexadecimal. */
    seats: new TrackedMap<Hex, number>(),
    /** Trees of the rounds' snapshots, by root. */
    snapshots: new TrackedMap<bigint, SeatTree>(KEPT_SNAPSHOTS),
  };

  /** Root of the last snapshot. */
  #newest: bigint | undefined;

  /** Goes on from what a store has put into {@link tables}. */
  adopt(): void {
    const { keys, snapshots } = this.tables;
    const [newest] = [...snapshots].slice(-1);
    this.#newest = newest?.[0];
    // Few seats differ from those of the last round, and each costs hashes.
    const now = newest?.[1].clone() ?? new SeatTree();
    const isNew = ([seat, key]: readonly [number, Uint8Array]): boolean =>
      !equalBytes(now.key(seat) ?? EMPTY, key);
    now.setAll([...keys].filter(isNew));
    this.#now = now;
  }

  /** Applies an event. Events of other kinds change nothing. */
  apply(event: L1Event): void {
    switch (event.eventName) {
      case "ProverJoined":
      case "KeyRotated": {
        const { seat, keyX, keyY } = event.args;
        this.#forget(seat);
        const key = concatBytes(toBytes(keyX, 32), toBytes(keyY, 32));
        this.#now.set(seat, key);
        this.tables.keys.set(seat, key);
        this.tables.seats.set(toHex(key), seat);
        break;
      }
      case "RoundOpened": {
        const root = this.#now.root();
        const { snapshots } = this.tables;
        // Most rounds have the seats of the one before.
        if (root !== this.#newest) snapshots.setNewest(root, snapshots.get(root) ?? this.#now.clone());
        this.#newest = root;
        break;
      }
    }
  }

  /**
   * The tree with this root: of the snapshot of a round, which no longer changes, or that of now, which does. Undefined if there is none
   * here.
   */
  tree(root: bigint): SeatTree | undefined {
    return this.tables.snapshots.get(root) ?? (this.#now.root() === root ? this.#now : undefined);
  }

  /** The 64-byte key of a seat in the set with this root; by default in the set of now. Undefined if nobody ever held the seat. */
  key(seat: number, root?: bigint): Uint8Array | undefined {
    return (root === undefined ? this.#now : this.tree(root))?.key(seat);
  }

  /** The seat that has this 64-byte key in the set with this root; by default in the set of now. */
  seatOf(publicKey: Uint8Array, root?: bigint): number | undefined {
    const seat = this.tables.seats.get(toHex(publicKey));
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
    if (key !== undefined) this.tables.seats.delete(toHex(key));
  }
}
