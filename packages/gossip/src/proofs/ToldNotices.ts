import {
  type NoticeBatch,
  noticeDigest,
  type ProofNotice,
  type RollupDomain,
  toHex,
} from "@trellis/protocol";

/** Peers remembered that told of one notice. */
const TELLERS = 4;

/** A notice that was accepted here. */
export interface ToldNotice {
  readonly proposalId: Uint8Array;
  readonly notice: ProofNotice;
  /** The peers that told of it, the first one first. */
  readonly tellers: readonly string[];
}

/**
 * Accepted notices of proofs, and who told of them, by hexadecimal id (`noticeDigest`). When they are too many, the oldest of the seat that has
 * most of them leaves. So a seat that tells of many proofs takes no room from others.
 */
export class ToldNotices {
  readonly #domain: RollupDomain;
  readonly #capacity: number;
  readonly #told = new Map<string, ToldNotice>();
  /** Ids by seat, the oldest first. */
  readonly #bySeat = new Map<number, Set<string>>();

  constructor(domain: RollupDomain, capacity: number) {
    this.#domain = domain;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#told.size;
  }

  get(id: string): ToldNotice | undefined {
    return this.#told.get(id);
  }

  /** Notes an accepted batch and the peer that it came from. */
  note({ proposalId, notices }: NoticeBatch, from: string): void {
    for (const notice of notices) {
      const id = toHex(noticeDigest(this.#domain, proposalId, notice));
      const before = this.#told.get(id);
      if (before === undefined) this.#add(id, { proposalId, notice, tellers: [from] });
      else if (before.tellers.length < TELLERS && !before.tellers.includes(from))
        this.#told.set(id, { ...before, tellers: [...before.tellers, from] });
    }
  }

  #add(id: string, told: ToldNotice): void {
    const { seat } = told.notice;
    const ofSeat = this.#bySeat.get(seat) ?? new Set();
    this.#bySeat.set(seat, ofSeat.add(id));
    this.#told.set(id, told);
    if (this.#told.size > this.#capacity) this.#dropOne();
  }

  #dropOne(): void {
    const [seat, ids] = [...this.#bySeat].reduce((a, b) => (b[1].size > a[1].size ? b : a));
    const [oldest] = ids;
    this.#told.delete(oldest!);
    ids.delete(oldest!);
    if (ids.size === 0) this.#bySeat.delete(seat);
  }
}
