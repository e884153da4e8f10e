import { createHash, randomBytes } from "node:crypto";
import { equalBytes } from "@trellis/protocol";

/** Votes of one seat for one proposal: the fingerprint of its signature by the vote's number (depth, index and slot). */
export type SignedVotes = Map<number, number>;

/** A seat, the proposal that it votes for, and its key in the proposal's round. */
export interface Voting {
  /** Hexadecimal proposalId. */
  readonly proposal: string;
  readonly seat: number;
  readonly key: Uint8Array;
}

const FINGERPRINT_BYTES = 6;
const NONE: ReadonlyMap<number, number> = new Map();

/** Nobody else knows it, so nobody can look for two signatures of one fingerprint. */
const SALT = randomBytes(16);

/** A short hash of a signature, as a whole number, valid in this process alone. It tells a vote's signature from another one. */
export function fingerprint(...parts: readonly Uint8Array[]): number {
  const hash = createHash("sha256").update(SALT);
  for (const part of parts) hash.update(part);
  return hash.digest().readUIntBE(0, FINGERPRINT_BYTES);
}

/**
 * Votes whose signatures were found right, though their batch was not accepted: it had a bad one, or waits for its proposal. A batch that
 * repeats them costs no further checks. So a batch of true votes with one bad among them makes a node do once what it would have to do
 * anyway when the true batch comes.
 */
export class CheckedVotes {
  readonly #capacity: number;
  /** By proposal and seat, the one that was added to last at the end. */
  readonly #bySeat = new Map<string, { readonly key: Uint8Array; readonly votes: SignedVotes }>();
  #size = 0;

  /** @param capacity - votes remembered. The seats that were added to longest ago go first. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Checked votes of a seat for a proposal; none of those by another key. */
  of({ proposal, seat, key }: Voting): ReadonlyMap<number, number> {
    const known = this.#bySeat.get(`${proposal}/${seat}`);
    return known !== undefined && equalBytes(known.key, key) ? known.votes : NONE;
  }

  /** Remembers a vote by its number and the {@link fingerprint} of its signature. Votes of the seat by another key are forgotten. */
  add({ proposal, seat, key }: Voting, number: number, signature: number): void {
    const name = `${proposal}/${seat}`;
    const known = this.#bySeat.get(name);
    this.delete(proposal, seat);
    const votes: SignedVotes = known !== undefined && equalBytes(known.key, key) ? known.votes : new Map();
    votes.set(number, signature);
    this.#bySeat.set(name, { key, votes });
    this.#size += votes.size;
    for (const [oldest, { votes }] of this.#bySeat) {
      if (this.#size <= this.#capacity) return;
      this.#bySeat.delete(oldest);
      this.#size -= votes.size;
    }
  }

  /** Forgets the votes of a seat for a proposal: they were accepted. */
  delete(proposal: string, seat: number): void {
    const name = `${proposal}/${seat}`;
    this.#size -= this.#bySeat.get(name)?.votes.size ?? 0;
    this.#bySeat.delete(name);
  }
}
