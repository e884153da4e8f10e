/** How many things may be under way with one peer. Others wait for their turn. */
export class PeerSlots {
  readonly #most: number;
  readonly #peers = new Map<string, { busy: number; readonly queue: Set<() => void> }>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Does something with a peer when there is a slot; undefined if `signal` fires before. */
  async run<Value>(peer: string, act: () => Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
    if (!(await this.#take(peer, signal))) return undefined;
    try {
      return await act();
    } finally {
      this.#give(peer);
    }
  }

  /** Resolves to false if there is no slot before `signal` fires. */
  #take(peer: string, signal: AbortSignal): Promise<boolean> | boolean {
    if (signal.aborted) return false;
    const ofPeer = this.#peers.get(peer) ?? { busy: 0, queue: new Set() };
    this.#peers.set(peer, ofPeer);
    if (ofPeer.busy < this.#most) {
      ofPeer.busy++;
      return true;
    }
    return new Promise((resolve) => {
      const turn = (): void => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = (): void => {
        ofPeer.queue.delete(turn);
        resolve(false);
      };
      ofPeer.queue.add(turn);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Hands the slot to the next in the queue. */
  #give(peer: string): void {
    const ofPeer = this.#peers.get(peer)!;
    const [next] = ofPeer.queue;
    if (next !== undefined) {
      ofPeer.queue.delete(next);
      next();
      return;
    }
    ofPeer.busy--;
    if (ofPeer.busy === 0) this.#peers.delete(peer);
  }
}
