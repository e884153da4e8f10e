import { ProverBitmap } from "@trellis/protocol";
import type { Journal } from "../calls/Journal.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";

const DAY = 86_400n;
const IDLE = 30n * DAY;
const HALF = 15n * DAY;

/** R4: who has proven of late, noted in halves of 15 days while every seat is held. */
export class IdleSeats {
  readonly #proven: JournalMap<bigint, ProverBitmap>;
  /** Since when every seat is held; 0: not every one is. */
  readonly #fullSince: JournalCell<bigint>;

  constructor(journal: Journal) {
    this.#proven = new JournalMap(journal);
    this.#fullSince = new JournalCell(journal, 0n);
  }

  setFull(since: bigint): void {
    this.#fullSince.value = since;
  }

  noteProven(time: bigint, provers: ProverBitmap): void {
    if (this.#fullSince.value === 0n) return;
    const half = time / HALF;
    this.#proven.set(half, (this.#proven.get(half) ?? ProverBitmap.EMPTY).or(provers));
  }

  /** Whether a seat whose generation began at `since` may be put to exit. */
  isIdle(seat: number, since: bigint, time: bigint): boolean {
    if (time < IDLE + HALF) return false;
    const from = time - IDLE;
    const full = this.#fullSince.value;
    if (full === 0n || full > from || since > from) return false;
    for (let back = 0n; back <= IDLE / HALF; back++) {
      if (this.#proven.get(time / HALF - back)?.has(seat)) return false;
    }
    return true;
  }
}
