import type { SignedEntry } from "@trellis/protocol";
import type { KnownProposal } from "./KnownProposal.ts";

/** A seat of this node. */
interface Seat {
  readonly seat: number;
}

interface Found {
  readonly bound: ReadonlyMap<number, SignedEntry>;
  readonly seats: readonly Seat[];
  readonly nodes: readonly SignedEntry[];
}

/** R2: the nodes of blocks that bind own seats. A deep block binds thousands of seats; this looks at all of them only once. */
export class OwnNodes {
  readonly #found = new WeakMap<KnownProposal, Found>();

  /**
   * The entries that bind own seats, the root first.
   * @param seats - own seats that count in the block's round. The same array means the same seats.
   */
  of(known: KnownProposal, seats: readonly Seat[]): readonly SignedEntry[] {
    const bound = known.boundSeats();
    const last = this.#found.get(known);
    if (last?.bound === bound && last.seats === seats) return last.nodes;
    const own = new Set(seats.map(({ seat }) => seat));
    const nodes = [...bound]
      .filter(([, { seat }]) => own.has(seat))
      .sort(([a], [b]) => a - b)
      .map(([, entry]) => entry);
    this.#found.set(known, { bound, seats, nodes });
    return nodes;
  }
}
