/**
 * R15: which seats others no longer wait for, kept step by step. The strategy's `seatsInRound` finds the same from all nodes at once, at
 * each look; a test holds the two together. Everybody judges alike here, as an observer in the middle of the network would.
 */
export class SeatConduct {
  readonly #missedClaim: Uint8Array;
  readonly #alive: Uint8Array;
  /** Nodes at which a seat has let its time pass. */
  readonly #late: Uint16Array;

  constructor(seats: number) {
    this.#missedClaim = new Uint8Array(seats);
    this.#alive = new Uint8Array(seats);
    this.#late = new Uint16Array(seats);
  }

  /** Bound to a node that was ready for the time of a claim, and nothing of it was seen. */
  isSilent(seat: number): boolean {
    return this.#missedClaim[seat] === 1 && this.#alive[seat] === 0;
  }

  /** Has let others' patience pass at a node that it had claimed. */
  isLate(seat: number): boolean {
    return this.#late[seat]! > 0;
  }

  /** The time for a claim has passed without one. Returns whether the seat is silent now and was not before. */
  missedClaim(seat: number): boolean {
    if (this.#missedClaim[seat] === 1) return false;
    this.#missedClaim[seat] = 1;
    return this.#alive[seat] === 0;
  }

  /** A claim or a proof was seen. */
  showedLife(seat: number): void {
    this.#alive[seat] = 1;
  }

  /** Patience is over at a node that the seat has claimed. Returns whether it was not late before. */
  becameLate(seat: number): boolean {
    this.#late[seat]!++;
    return this.#late[seat] === 1;
  }

  /** The late proof has come. */
  madeUp(seat: number): void {
    this.#late[seat]!--;
  }

  silent(): Set<number> {
    return new Set(Array.from(this.#alive.keys()).filter((seat) => this.isSilent(seat)));
  }

  late(): Set<number> {
    return new Set(Array.from(this.#late.keys()).filter((seat) => this.isLate(seat)));
  }
}
