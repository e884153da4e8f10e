import type { GossipLimits } from "../limits/gossipLimits.ts";
import type { Signed, Wait } from "../Verdict.ts";
import { SignersShare } from "./SignersShare.ts";
import type { Job } from "./WorkQueue.ts";

/**
 * How waiting ended: something has changed that the message may have waited for, its time is over, there is no room for it, its signer has
 * enough waiting, or the peers that brought it are not heard any more.
 */
export type Waited = "changed" | "over" | "room_full" | "signer_full" | "peer_not_heard";

interface Guest extends Job {
  readonly proposal: string | undefined;
  /** The signers whose share it takes. */
  readonly signed: readonly Signed[];
  readonly timer: NodeJS.Timeout;
  readonly resolve: (waited: Waited) => void;
}

/**
 * Messages whose proposal, commitment or window is not known here yet. Ignoring them would lose them: gossip remembers their ids
 * and takes no second copy for minutes. So their validation stays open here, within bounds of count, bytes and time.
 */
export class WaitingRoom {
  readonly #limits: GossipLimits["waiting"];
  readonly #signers: SignersShare;
  readonly #guests = new Set<Guest>();
  readonly #perPeer = new Map<string, { messages: number; bytes: number }>();
  #bytes = 0;
  #changes = 0;
  #closed = false;

  constructor(limits: GossipLimits["waiting"]) {
    this.#limits = limits;
    this.#signers = new SignersShare(limits.subjectsPerSigner, limits.partsPerNewPart);
  }

  /** Messages that wait. */
  get size(): number {
    return this.#guests.size;
  }

  /** Number of changes so far; taken before a judgement, it tells {@link wait} whether one was missed meanwhile. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether the signers have so little waiting that this message of theirs may wait, too. */
  mayWait(signed: readonly Signed[]): boolean {
    return this.#signers.hasRoom(signed);
  }

  /**
   * Waits for a change that may concern the message.
   * @param job - who brought it, and its size.
   * @param since - {@link changes} as it was before the message was judged.
   * @param deadline - milliseconds of `performance.now()` at which to give up.
   */
  async wait(
    job: Job,
    { proposal, signed }: Pick<Wait, "proposal" | "signed">,
    since: number,
    deadline: number,
  ): Promise<Waited> {
    const { peer, bytes } = job;
    const left = deadline - performance.now();
    if (this.#closed || left <= 0) return "over";
    if (!job.isHeard()) return "peer_not_heard";
    if (since !== this.#changes) return "changed";
    const ofPeer = this.#perPeer.get(peer) ?? { messages: 0, bytes: 0 };
    const isOverItsPart =
      ofPeer.messages >= this.#limits.messagesPerPeer || ofPeer.bytes + bytes > this.#limits.bytesPerPeer;
    if (isOverItsPart || bytes > this.#limits.bytes) return "room_full";
    if (signed !== undefined && !this.#signers.hasRoom(signed)) return "signer_full";
    while (this.#guests.size >= this.#limits.messages || this.#bytes + bytes > this.#limits.bytes) {
      const guest =
        this.#guests.size >= this.#limits.messages
          ? this.#newestOfLargest("messages", ofPeer.messages + 1)
          : this.#newestOfLargest("bytes", ofPeer.bytes + bytes);
      if (guest === undefined) return "room_full";
      this.#leave(guest, "room_full");
    }
    ofPeer.messages++;
    ofPeer.bytes += bytes;
    this.#perPeer.set(peer, ofPeer);
    this.#bytes += bytes;
    const entered = signed === undefined ? [] : this.#signers.enter(signed);
    return new Promise((resolve) => {
      const guest: Guest = {
        ...job,
        proposal,
        signed: entered,
        resolve,
        timer: setTimeout(() => this.#leave(guest, "over"), left).unref(),
      };
      this.#guests.add(guest);
    });
  }

  /** Call it when a proposal becomes known: messages that wait for it are judged again. */
  proposalArrived(proposal: string): void {
    this.#changes++;
    for (const guest of [...this.#guests]) if (guest.proposal === proposal) this.#leave(guest, "changed");
  }

  /** Call it when the node's view changes: all messages are judged again, except those whose proposal is still unknown. */
  everythingChanged(isKnown: (proposal: string) => boolean): void {
    this.#changes++;
    for (const guest of [...this.#guests]) {
      if (guest.proposal === undefined || isKnown(guest.proposal)) this.#leave(guest, "changed");
    }
  }

  /** Drops the messages of peers that are not heard any more. */
  dropUnheard(): void {
    for (const guest of [...this.#guests]) if (!guest.isHeard()) this.#leave(guest, "peer_not_heard");
  }

  /** Ends all waiting, for good. */
  close(): void {
    this.#closed = true;
    for (const guest of [...this.#guests]) this.#leave(guest, "over");
  }

  /** The last message of the peer that takes most of the room, if that is more than `part`. So few peers cannot keep others out. */
  #newestOfLargest(of: "messages" | "bytes", part: number): Guest | undefined {
    let largest: string | undefined;
    let most = part;
    for (const [peer, taken] of this.#perPeer) {
      if (taken[of] > most) [largest, most] = [peer, taken[of]];
    }
    return [...this.#guests].findLast(({ peer }) => peer === largest);
  }

  #leave(guest: Guest, waited: Waited): void {
    if (!this.#guests.delete(guest)) return;
    clearTimeout(guest.timer);
    this.#bytes -= guest.bytes;
    const ofPeer = this.#perPeer.get(guest.peer)!;
    ofPeer.messages--;
    ofPeer.bytes -= guest.bytes;
    if (ofPeer.messages === 0) this.#perPeer.delete(guest.peer);
    this.#signers.leave(guest.signed);
    guest.resolve(waited);
  }
}
