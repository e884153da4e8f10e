import { CLEAN_RECORD, mayVote, noteMissed, noteProven, type OwnRecord } from "@trellis/strategy";
import type { EventSink } from "../../telemetry/EventSink.ts";

/** R6: how this prover has kept what it claimed, and whether it may go on. Tells of each change. */
export class OwnConduct {
  readonly #mostMissed: number;
  readonly #emit: EventSink;
  #record: OwnRecord = CLEAN_RECORD;

  /** @param mostMissed - R6: claimed nodes that it may have missed of late. */
  constructor(mostMissed: number, emit: EventSink) {
    this.#mostMissed = mostMissed;
    this.#emit = emit;
  }

  /** Whether it may vote and claim. If not, it has to prove a leaf for itself first. */
  get isFit(): boolean {
    return mayVote(this.#record, this.#mostMissed);
  }

  /** A claimed node was proven. */
  proven(): void {
    this.#set(noteProven(this.#record));
  }

  /** A claimed node was not proven in time. */
  missed(): void {
    this.#set(noteMissed(this.#record));
  }

  /** A node that it was not bound to was proven: the machine works. */
  tested(): void {
    this.#set(CLEAN_RECORD);
  }

  #set(record: OwnRecord): void {
    const wasFit = this.isFit;
    this.#record = record;
    if (wasFit === this.isFit) return;
    if (this.isFit) {
      this.#emit({ event: "prover_resumed" });
      return;
    }
    this.#emit({ event: "prover_paused", missed: Math.ceil(record.missed) });
    this.#emit({
      event: "problem",
      code: "TRL-NOD-036",
      message:
        "too many claimed nodes were not proven in time: no votes and claims until a leaf is proven; check the machine and its load",
    });
  }
}
