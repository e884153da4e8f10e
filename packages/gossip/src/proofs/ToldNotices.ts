import {
  type NoticeBatch,
  noticeDigest,
  type ProofNotice,
  type RollupDomain,
  toHex,
} from "@trellis/protocol";
import type { ProofLimits } from "../limits/proofLimits.ts";

/** Peers remembered that told of one notice. */
const TELLERS = 4;

/** A notice that was accepted here. */
export interface ToldNotice {
  readonly proposalId: Uint8Array;
  readonly notice: ProofNotice;
  /** The peers that told of it, the first one first. */
  readonly tellers: readonly string[];
}

interface Told extends ToldNotice {
  /** When it was first told of, milliseconds. */
  readonly at: number;
}

/**
 * Accepted notices of proofs, and who told of them, by hexadecimal id (`noticeDigest`), for as long as proofs are kept. When they are too many,
 * the oldest of the seat that has most of them leaves. So a seat that tells of many proofs takes no room from others.
 */
export class ToldNotices {
  readonly #domain: RollupDomain;
  readonly #limits: Pick<ProofLimits, "notices" | "age">;
  readonly #clock: () => number;
  /** The oldest first. */
  readonly #told = new Map<string, Told>();
  /** Ids by seat, the oldest first. */
  readonly #bySeat = new Map<number, Set<string>>();

  /** @param clock - milliseconds, monotonic. */
  constructor(domain: RollupDomain, limits: Pick<ProofLimits, "notices" | "age">, clock: () => number) {
    this.#domain = domain;
    this.#limits = limits;
    this.#clock = clock;
  }

  get size(): number {
    return this.#told.size;
  }

  get(id: string): ToldNotice | undefined {
    return this.#told.get(id);
  }

  /** Notes an accepted batch and the peer that it came from. */
  note({ proposalId, notices }: NoticeBatch, from: string): void {
    const at = this.#clock();
    this.#forgetUntil(at - this.#limits.age);
    for (const notice of notices) {
      const id = toHex(noticeDigest(this.#domain, proposalId, notice));
      const before = this.#told.get(id);
      if (before === undefined) this.#add(id, { proposalId, notice, tellers: [from], at });
      else if (before.tellers.length < TELLERS && !before.tellers.includes(from))
        this.#told.set(id, { ...before, tellers: [...before.tellers, from] });
    }
  }

  #add(id: string, told: Told): void {
    const { seat } = told.notice;
    const ofSeat = this.#bySeat.get(seat) ?? new Set();
    this.#bySeat.set(seat, ofSeat.add(id));
    this.#told.set(id, told);
    if (this.#told.size > this.#limits.notices) this.#dropOne();
  }

  #forgetUntil(time: number): void {
    for (const [id, { notice, at }] of this.#told) {
      if (at > time) return;
      this.#drop(id, notice.seat);
    }
  }

  #dropOne(): void {
    const [seat, ids] = [...this.#bySeat].reduce((a, b) => (b[1].size > a[1].size ? b : a));
    const [oldest] = ids;
    this.#drop(oldest!, seat);
  }

  #drop(id: string, seat: number): void {
    this.#told.delete(id);
    const ids = this.#bySeat.get(seat)!;
    ids.delete(id);
    if (ids.size === 0) this.#bySeat.delete(seat);
  }
}
