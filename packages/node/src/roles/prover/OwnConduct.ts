import { CLEAN_RECORD, noteMissed, noteProven, type OwnRecord } from "@trellis/strategy/second";

/** R6: how this prover has kept what it claimed. */
export class OwnConduct {
  #record: OwnRecord = CLEAN_RECORD;

  get record(): OwnRecord {
    return this.#record;
  }

  /** A claimed node was proven. */
  proven(): void {
    this.#record = noteProven(this.#record);
  }

  /** A claimed node was not proven in time. */
  missed(): void {
    this.#record = noteMissed(this.#record);
  }

  /** A node that it was not bound to was proven: the machine works. */
  tested(): void {
    this.#record = CLEAN_RECORD;
  }
}
