import type { GossipLimits } from "../limits/GossipLimits.ts";

interface Guest {
  readonly from: string;
  readonly bytes: number;
  readonly proposal: string | undefined;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (changed: boolean) => void;
}

/**
 * Messages whose proposal, commitment or window is not known here yet. Ignoring them would lose them: gossip remembers their ids
 * and takes no second copy for minutes. So their validation stays open here, within bounds of count, bytes and time.
 */
export class WaitingRoom {
  readonly #limits: GossipLimits["waiting"];
  readonly #guests = new Set<Guest>();
  readonly #perPeer = new Map<string, { messages: number; bytes: number }>();
  #bytes = 0;
  #changes = 0;
  #closed = false;

  constructor(limits: GossipLimits["waiting"]) {
    this.#limits = limits;
  }

  /** Messages that wait. */
  get size(): number {
    return this.#guests.size;
  }

  /** Number of changes so far; taken before a judgement, it tells {@link wait} whether one was missed meanwhile. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Waits for a change that may concern the message.
   * @param since - {@link changes} as it was before the message was judged.
   * @param deadline - milliseconds of `performance.now()` at which to give up.
   * @returns true when it should be judged again, false if there is no room or time left, or another peer's message needs its place.
   */
  async wait(
    from: string,
    bytes: number,
    proposal: string | undefined,
    since: number,
    deadline: number,
  ): Promise<boolean> {
    const left = deadline - performance.now();
    if (this.#closed || left <= 0) return false;
    if (since !== this.#changes) return true;
    const ofPeer = this.#perPeer.get(from) ?? { messages: 0, bytes: 0 };
    const isOverItsPart =
      ofPeer.messages >= this.#limits.messagesPerPeer || ofPeer.bytes + bytes > this.#limits.bytesPerPeer;
    if (isOverItsPart || bytes > this.#limits.bytes) return false;
    while (this.#guests.size >= this.#limits.messages || this.#bytes + bytes > this.#limits.bytes) {
      const guest =
        this.#guests.size >= this.#limits.messages
          ? this.#newestOfLargest("messages", ofPeer.messages + 1)
          : this.#newestOfLargest("bytes", ofPeer.bytes + bytes);
      if (guest === undefined) return false;
      this.#leave(guest, false);
    }
    ofPeer.messages++;
    ofPeer.bytes += bytes;
    this.#perPeer.set(from, ofPeer);
    this.#bytes += bytes;
    return new Promise((resolve) => {
      const guest: Guest = {
        from,
        bytes,
        proposal,
        resolve,
        timer: setTimeout(() => this.#leave(guest, false), left).unref(),
      };
      this.#guests.add(guest);
    });
  }

  /** Call it when a proposal becomes known: messages that wait for it are judged again. */
  proposalArrived(proposal: string): void {
    this.#changes++;
    for (const guest of [...this.#guests]) if (guest.proposal === proposal) this.#leave(guest, true);
  }

  /** Call it when the node's view changes: all messages are judged again, except those whose proposal is still unknown. */
  everythingChanged(isKnown: (proposal: string) => boolean): void {
    this.#changes++;
    for (const guest of [...this.#guests]) {
      if (guest.proposal === undefined || isKnown(guest.proposal)) this.#leave(guest, true);
    }
  }

  /** Ends all waiting, for good. */
  close(): void {
    this.#closed = true;
    for (const guest of [...this.#guests]) this.#leave(guest, false);
  }

  /** The last message of the peer that takes most of the room, if that is more than `part`. So few peers cannot keep others out. */
  #newestOfLargest(of: "messages" | "bytes", part: number): Guest | undefined {
    let largest: string | undefined;
    let most = part;
    for (const [peer, taken] of this.#perPeer) {
      if (taken[of] > most) [largest, most] = [peer, taken[of]];
    }
    return [...this.#guests].findLast(({ from }) => from === largest);
  }

  #leave(guest: Guest, changed: boolean): void {
    if (!this.#guests.delete(guest)) return;
    clearTimeout(guest.timer);
    this.#bytes -= guest.bytes;
    const ofPeer = this.#perPeer.get(guest.from)!;
    ofPeer.messages--;
    ofPeer.bytes -= guest.bytes;
    if (ofPeer.messages === 0) this.#perPeer.delete(guest.from);
    guest.resolve(changed);
  }
}
