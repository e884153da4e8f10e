import { createHash } from "node:crypto";
import { BoundedMap, equalBytes } from "@trellis/protocol";

/** Votes of one seat for one proposal: the fingerprint of its signature by the vote's number (depth, index and slot). */
export type SignedVotes = Map<number, number>;

const FINGERPRINT_BYTES = 6;

/** A short hash of a signature, as a whole number. It tells a vote's signature from another one. */
export function fingerprint(signature: Uint8Array): number {
  return createHash("sha256").update(signature).digest().readUIntBE(0, FINGERPRINT_BYTES);
}

/**
 * Votes whose signatures were found right, though their batch was not accepted: it had a bad one, or waits for its proposal. A batch that
 * repeats them costs no further checks. So a batch of true votes with one bad among them makes a node do once what it would have to do
 * anyway when the true batch comes.
 */
export class CheckedVotes {
  readonly #batches: BoundedMap<string, { readonly key: Uint8Array; readonly votes: SignedVotes }>;

  /** @param capacity - pairs of proposal and seat remembered. */
  constructor(capacity: number) {
    this.#batches = new BoundedMap(capacity, { touch: true });
  }

  /** Checked votes of a seat for a proposal, to be read and added to. Votes by another key than `key` are forgotten. */
  of(proposal: string, seat: number, key: Uint8Array): SignedVotes {
    const name = `${proposal}/${seat}`;
    const known = this.#batches.get(name);
    if (known !== undefined && equalBytes(known.key, key)) return known.votes;
    const votes: SignedVotes = new Map();
    this.#batches.set(name, { key, votes });
    return votes;
  }

  /** Forgets the votes of a seat for a proposal: they were accepted. */
  delete(proposal: string, seat: number): void {
    this.#batches.delete(`${proposal}/${seat}`);
  }
}
