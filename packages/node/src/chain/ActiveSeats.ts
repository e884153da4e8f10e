import type { L1Event } from "@trellis/l1";
import { ProverBitmap } from "@trellis/protocol";

/** What decides whether a seat counts in the next snapshot (R4). */
interface SeatState {
  isPaused: boolean;
  isLeaving: boolean;
  isShort: boolean;
}

/** R4: the seats that the next snapshot counts, rebuilt from the registry's events. */
export class ActiveSeats {
  readonly #seats = new Map<number, SeatState>();
  #bitmap: ProverBitmap | undefined = ProverBitmap.EMPTY;

  /** The seats that count now. */
  get bitmap(): ProverBitmap {
    this.#bitmap ??= ProverBitmap.of(
      [...this.#seats].filter(([, it]) => !it.isPaused && !it.isLeaving && !it.isShort).map(([seat]) => seat),
    );
    return this.#bitmap;
  }

  /** Applies an event. Events of other kinds change nothing. @param minStake - least stake of a seat that counts, wei. */
  apply(event: L1Event, minStake: bigint): void {
    switch (event.eventName) {
      case "ProverJoined":
        this.#seats.set(event.args.seat, { isPaused: false, isLeaving: false, isShort: false });
        this.#bitmap = undefined;
        break;
      case "StakeWithdrawn":
        this.#seats.delete(event.args.seat);
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
    const known = this.#seats.get(seat);
    if (known === undefined) return;
    Object.assign(known, change);
    this.#bitmap = undefined;
  }
}
