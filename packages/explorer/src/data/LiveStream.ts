/** What a peer said, as the stream tells it. */
export interface GossipNews {
  readonly kind: "bid" | "vote" | "claim" | "node_proof";
  readonly proposal_id: string;
  readonly height: number;
  readonly received_ms: number;
  readonly seat?: number;
  readonly votes?: number;
  readonly node?: number;
}

/** What the stream tells, by event. */
export interface LiveNews {
  readonly block: { readonly l1Block: number; readonly time: number };
  readonly reverted: { readonly l1Block: number };
  readonly gossip: GossipNews;
}

type Listener<Name extends keyof LiveNews> = (news: LiveNews[Name]) => void;
type Listeners = { readonly [Name in keyof LiveNews]: Set<Listener<Name>> };

/** Silence after a lost stream until it is opened again by hand, where the browser gives up. Milliseconds. */
const REOPEN_AFTER = 5_000;

/** The node's stream of events, opened once for the whole page. */
export class LiveStream {
  readonly #listeners: Listeners = { block: new Set(), reverted: new Set(), gossip: new Set() };
  readonly #onState = new Set<() => void>();
  readonly #url: string;
  #source: EventSource | undefined;
  #isOpen = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Whether events arrive now. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    const source = new EventSource(this.#url);
    this.#source = source;
    source.onopen = () => this.#setOpen(true);
    source.onerror = () => {
      this.#setOpen(false);
      if (source.readyState === EventSource.CLOSED && this.#source === source) {
        setTimeout(() => this.open(), REOPEN_AFTER);
      }
    };
    for (const name of ["block", "reverted", "gossip"] as const) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => this.#tell(name, data));
    }
  }

  /** @returns what ends the subscription. */
  on<Name extends keyof LiveNews>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners[name] as Set<Listener<Name>>;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Told when {@link isOpen} changes. */
  onState(listener: () => void): () => void {
    this.#onState.add(listener);
    return () => this.#onState.delete(listener);
  }

  #tell<Name extends keyof LiveNews>(name: Name, data: string): void {
    let news: LiveNews[Name];
    try {
      news = JSON.parse(data) as LiveNews[Name];
    } catch {
      return;
    }
    for (const listener of this.#listeners[name] as Set<Listener<Name>>) listener(news);
  }

  #setOpen(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    for (const listener of this.#onState) listener();
  }
}

/** The page's stream, from the folder of the page on. */
export const live = new LiveStream("v1/stream");
