import { repeatsAfter } from "@trellis/protocol";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";

interface LastSlash {
  readonly at: bigint;
  readonly repeats: number;
}

/** P9.2: how often seats were slashed. Slashes of one round have one rate, in whatever order cases are settled. */
export class SlashCount {
  readonly #period: bigint;
  readonly #last: JournalMap<number, LastSlash>;
  /** Repeats that a seat's slashes of a round count with, by `seat round`. */
  readonly #ofRound: JournalMap<string, number>;

  constructor(journal: Journal, repeatPeriod: number) {
    this.#period = BigInt(repeatPeriod);
    this.#last = new JournalMap(journal);
    this.#ofRound = new JournalMap(journal);
  }

  /** Slashes of a seat that count as repeats now. */
  repeatsOf(seat: number, time: bigint): number {
    const last = this.#last.get(seat);
    return repeatsAfter(last?.repeats ?? 0, false, this.#isWithinPeriod(last, time));
  }

  /** Counts one more slash. @returns the repeats that its rate is for. */
  count(seat: number, roundId: bigint, time: bigint): number {
    const last = this.#last.get(seat);
    const ofRound = this.#ofRound.get(`${seat} ${roundId}`);
    const isSameRound = ofRound !== undefined;
    const before = ofRound ?? last?.repeats ?? 0;
    const repeats = repeatsAfter(before, isSameRound, this.#isWithinPeriod(last, time));
    if (!isSameRound) this.#ofRound.set(`${seat} ${roundId}`, repeats);
    this.#last.set(seat, { at: time, repeats: isSameRound ? (last?.repeats ?? 0) : repeats });
    return repeats;
  }

  #isWithinPeriod(last: LastSlash | undefined, time: bigint): boolean {
    return last !== undefined && time <= last.at + this.#period;
  }
}
