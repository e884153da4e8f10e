import { TrellisError } from "@trellis/protocol";
import { databaseFault } from "../store/databaseFault.ts";

/** Tells of each outage of the database once, however long it takes. */
export class Outages {
  readonly #onFault: (error: TrellisError) => void;
  #isOut = false;

  constructor(onFault: (error: TrellisError) => void) {
    this.#onFault = onFault;
  }

  /** @throws the error, if no database makes such ones. */
  note(error: unknown): void {
    if (error instanceof TypeError) throw error;
    if (this.#isOut) return;
    this.#isOut = true;
    this.#onFault(error instanceof TrellisError ? error : databaseFault(error));
  }

  end(): void {
    this.#isOut = false;
  }
}
