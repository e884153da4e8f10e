/** Something that happened, as the stream tells it. */
export interface LiveEvent {
  /** Rises by one with each event since the node started. */
  readonly id: number;
  readonly event: "block" | "reverted" | "gossip";
  /** JSON. */
  readonly data: string;
}

/** What a client gets of the stream. */
export interface Subscription {
  /** The next event; undefined after the end. */
  next(): Promise<LiveEvent | undefined>;
  /** No more events. May be called at any time. */
  end(): void;
}

/** Events that are kept for clients that come back, and that wait for a slow one. */
const KEPT = 512;
const MAX_WAITING = 512;
const MAX_CLIENTS = 64;

/** Tells clients what happens, at once. A client that is too slow is cut off, and goes on after the last event that it has. */
export class EventStream {
  readonly #kept: LiveEvent[] = [];
  readonly #clients = new Set<Client>();
  #last = 0;

  /** Id of the latest event; 0: none. */
  get last(): number {
    return this.#last;
  }

  push(event: LiveEvent["event"], data: object): void {
    const live: LiveEvent = { id: ++this.#last, event, data: JSON.stringify(data) };
    this.#kept.push(live);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const client of this.#clients) client.push(live);
  }

  /** @param after - the last event that the client has; what came since is told first, as far as it is kept. Undefined if all places are taken. */
  subscribe(after: number | undefined): Subscription | undefined {
    if (this.#clients.size >= MAX_CLIENTS) return undefined;
    const client = new Client(() => this.#clients.delete(client));
    if (after !== undefined) for (const event of this.#kept) if (event.id > after) client.push(event);
    this.#clients.add(client);
    return client;
  }

  /** Ends all subscriptions. */
  stop(): void {
    for (const client of this.#clients) client.end();
  }
}

class Client implements Subscription {
  readonly #waiting: LiveEvent[] = [];
  readonly #onEnd: () => void;
  #wake: (() => void) | undefined;
  #isEnded = false;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(event: LiveEvent): void {
    if (this.#waiting.length >= MAX_WAITING) this.end();
    if (this.#isEnded) return;
    this.#waiting.push(event);
    this.#wake?.();
  }

  async next(): Promise<LiveEvent | undefined> {
    while (this.#waiting.length === 0 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#isEnded ? undefined : this.#waiting.shift();
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#onEnd();
    this.#wake?.();
  }
}
