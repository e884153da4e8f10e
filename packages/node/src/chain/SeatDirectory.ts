import { addressOf, equalBytes, SeatTree, toHex } from "@trellis/protocol";

/** The prover registry, rebuilt from its events: the key of each seat, and the seat tree of any snapshot. */
export class SeatDirectory {
  readonly #keys: Uint8Array[] = [];
  readonly #byAddress = new Map<string, number>();
  readonly #now = new SeatTree();
  /** Size of the set at each of its roots. */
  readonly #sizeOfRoot = new Map<string, number>([[toHex(this.#now.root()), 0]]);
  #snapshot: { root: Uint8Array; tree: SeatTree } | undefined;

  /** P2.1: the next prover's 64-byte key; returns its seat. */
  join(publicKey: Uint8Array): number {
    const seat = this.#now.append(publicKey);
    this.#keys.push(publicKey);
    this.#byAddress.set(toHex(addressOf(publicKey)), seat);
    this.#sizeOfRoot.set(toHex(this.#now.root()), this.#now.size);
    return seat;
  }

  /** The 64-byte key of a seat. */
  key(seat: number): Uint8Array | undefined {
    return this.#keys[seat];
  }

  /** The seat of a 64-byte key. */
  seatOf(publicKey: Uint8Array): number | undefined {
    return this.#byAddress.get(toHex(addressOf(publicKey)));
  }

  /** Whether the set has had this root. */
  hasRoot(proverSetRoot: Uint8Array): boolean {
    return this.#sizeOfRoot.has(toHex(proverSetRoot));
  }

  /** The 11 siblings of a seat in the set with this root; undefined if the set never had it or the seat came later. */
  path(proverSetRoot: Uint8Array, seat: number): Uint8Array[] | undefined {
    const tree = this.#treeAt(proverSetRoot);
    return tree === undefined || seat >= tree.size ? undefined : tree.path(seat);
  }

  #treeAt(root: Uint8Array): SeatTree | undefined {
    if (equalBytes(root, this.#now.root())) return this.#now;
    if (this.#snapshot !== undefined && equalBytes(this.#snapshot.root, root)) return this.#snapshot.tree;
    const size = this.#sizeOfRoot.get(toHex(root));
    if (size === undefined) return undefined;
    const tree = new SeatTree();
    for (const key of this.#keys.slice(0, size)) tree.append(key);
    this.#snapshot = { root, tree };
    return tree;
  }
}
