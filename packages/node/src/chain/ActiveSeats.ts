import type { L1Event } from "@trellis/l1";
import { ProverBitmap, TrackedMap } from "@trellis/protocol";

/** What decides whether a seat counts in the next snapshot (R4). */
export interface SeatState {
  readonly isPaused: boolean;
  readonly isLeaving: boolean;
  readonly isShort: boolean;
}

/** R4: the seats that the next snapshot counts, rebuilt from the registry's events. */
export class ActiveSeats {
  /** What is known of each seat. For a store. */
  readonly tables = { seats: new TrackedMap<number, SeatState>() };
  #bitmap: ProverBitmap | undefined;

  /** The seats that count now. */
  get bitmap(): ProverBitmap {
    this.#bitmap ??= ProverBitmap.of(
      [...this.tables.seats]
        .filter(([, it]) => !it.isPaused && !it.isLeaving && !it.isShort)
        .map(([seat]) => seat),
    );
    return this.#bitmap;
  }

  /** Applies an event. Events of other kinds change nothing. @param minStake - least stake of a seat that counts, wei. */
  apply(event: L1Event, minStake: bigint): void {
    switch (event.eventName) {
      case "ProverJoined":
        this.tables.seats.set(event.args.seat, { isPaused: false, isLeaving: false, isShort: false });
        this.#bitmap = undefined;
        break;
      case "StakeWithdrawn":
        this.tables.seats.delete(event.args.seat);
        this.#bitmap = undefined;
        break;
      case "Paused":
        this.#change(event.args.seat, { isPaused: event.args.isPaused });
        break;
      case "ExitRequested":
        this.#change(event.args.seat, { isLeaving: true });
        break;
      case "StakeSlashed":
        this.#change(event.args.seat, { isShort: event.args.stakeLeft < minStake });
        break;
      case "StakeToppedUp":
        this.#change(event.args.seat, { isShort: false });
        break;
    }
  }

  #change(seat: number, change: Partial<SeatState>): void {
    const known = this.tables.seats.get(seat);
    if (known === undefined) return;
    this.tables.seats.set(seat, { ...known, ...change });
    this.#bitmap = undefined;
  }
}
