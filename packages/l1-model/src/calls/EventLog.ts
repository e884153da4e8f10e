import type { Journal, Restorable } from "./Journal.ts";

/** Writes events of one contract, by name. */
export type Emit<Events> = <Name extends keyof Events>(eventName: Name, args: Events[Name]) => void;

/** The events of all calls, in order. Those of refused calls are taken back. */
export class EventLog<LoggedEvent> implements Restorable {
  readonly #journal: Journal;
  readonly #events: LoggedEvent[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.add(this);
  }

  get size(): number {
    return this.#events.length;
  }

  /** Events from a place on. */
  since(place: number): readonly LoggedEvent[] {
    return this.#events.slice(place);
  }

  push(event: LoggedEvent): void {
    this.#journal.note(() => {
      this.#events.pop();
    });
    this.#events.push(event);
  }

  remember(): () => void {
    const { length } = this.#events;
    const events = [...this.#events];
    return () => {
      this.#events.length = 0;
      this.#events.push(...events.slice(0, length));
    };
  }
}
