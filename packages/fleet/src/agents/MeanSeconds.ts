import type { NodeKind } from "@trellis/protocol";

/** Weight of the newest proof. */
const NEWEST = 0.25;

/** How long proofs took of late, by kind. */
export class MeanSeconds {
  readonly #seconds: Partial<Record<NodeKind, number>> = {};

  add(kind: NodeKind, seconds: number): void {
    const before = this.#seconds[kind];
    this.#seconds[kind] = before === undefined ? seconds : before + NEWEST * (seconds - before);
  }

  /** Of the kinds that have been proven. */
  all(): Partial<Record<NodeKind, number>> {
    return { ...this.#seconds };
  }
}
