import { type Level, levelAt, penalty, raisedLevel } from "@trellis/protocol";
import type { RoundSettings } from "./settings.ts";

/** R8: the levels of all seats, and what cases take. */
export class CourtRecord {
  readonly #settings: RoundSettings;
  readonly #levels = new Map<number, Level>();

  constructor(settings: RoundSettings) {
    this.#settings = settings;
  }

  /**
   * One case: a seat claimed nodes of the winner, and no kept proof shows them.
   * @param pay - what the nodes pay a committed prover, wei. @param now - L1 seconds. @returns the penalty, wei.
   */
  convict(seat: number, pay: bigint, now: number): bigint {
    const { court, stake } = this.#settings;
    const at = BigInt(Math.floor(now));
    const level = this.#levels.get(seat) ?? { level: 0, at };
    const taken = penalty(pay, stake, levelAt(level, at, court), court);
    this.#levels.set(seat, raisedLevel(level, at, court));
    return taken;
  }

  /** A seat changes hands: levels belong to a generation (R4). */
  forget(seat: number): void {
    this.#levels.delete(seat);
  }
}
