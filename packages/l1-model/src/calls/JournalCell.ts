import type { Journal, Restorable } from "./Journal.ts";

/** One value of a contract's state; immutable values only. */
export class JournalCell<Value> implements Restorable {
  readonly #journal: Journal;
  #value: Value;

  constructor(journal: Journal, value: Value) {
    this.#journal = journal;
    this.#value = value;
    journal.add(this);
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    const before = this.#value;
    this.#journal.note(() => {
      this.#value = before;
    });
    this.#value = value;
  }

  remember(): () => void {
    const value = this.#value;
    return () => {
      this.#value = value;
    };
  }
}
