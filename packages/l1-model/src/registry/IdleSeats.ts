import { ProverBitmap } from "@trellis/protocol";
import type { Journal } from "../calls/Journal.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";

const DAY = 86_400n;
const IDLE = 30n * DAY;
const HALF = 15n * DAY;

/** R4: who has proven of late, noted in halves of 15 days from the first time that every seat was held. */
export class IdleSeats {
  readonly #proven: JournalMap<bigint, ProverBitmap>;
  /** Since when proofs are noted; 0: not yet. */
  readonly #notedSince: JournalCell<bigint>;

  constructor(journal: Journal) {
    this.#proven = new JournalMap(journal);
    this.#notedSince = new JournalCell(journal, 0n);
  }

  /** Every seat is held. */
  setFull(time: bigint): void {
    if (this.#notedSince.value === 0n) this.#notedSince.value = time;
  }

  noteProven(time: bigint, provers: ProverBitmap): void {
    if (this.#notedSince.value === 0n) return;
    const half = time / HALF;
    this.#proven.set(half, (this.#proven.get(half) ?? ProverBitmap.EMPTY).or(provers));
  }

  /** Whether a seat whose generation began at `since` may be put to exit while every seat is held. */
  isIdle(seat: number, since: bigint, time: bigint): boolean {
    if (time < IDLE + HALF) return false;
    const from = time - IDLE;
    const noted = this.#notedSince.value;
    if (noted === 0n || noted > from || since > from) return false;
    for (let back = 0n; back <= IDLE / HALF; back++) {
      if (this.#proven.get(time / HALF - back)?.has(seat)) return false;
    }
    return true;
  }
}
