import {
  equalBytes,
  proposalId,
  type Reveal,
  type RollupDomain,
  type SignedProposal,
  type SignedTranscript,
  toHex,
  WIRE,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { joinParts, SealedFolder, splitParts } from "./SealedFolder.ts";

/** Orders kept: of the running round, and a few before. */
const LIMITS = { maxFiles: 4, maxFileBytes: 8 * 2 ** 20 };

/** A bid that is about to be committed, with all that its proposer alone knows. */
export interface OwnReveal {
  readonly signed: SignedProposal;
  readonly reveal: Reveal;
  readonly transcript: SignedTranscript;
}

/**
 * P6.1, P9.6: the proposer's committed orders on disk, so that one that ends between commitment and reveal can still open its order: it
 * would lose its bond. Mode 0600: whoever reads the secret knows the order before others.
 */
export class OwnReveals {
  readonly #domain: RollupDomain;
  readonly #folder: SealedFolder;
  readonly #saved = new Map<Hex, OwnReveal>();

  constructor(path: string, domain: RollupDomain) {
    this.#domain = domain;
    this.#folder = new SealedFolder(path, LIMITS);
  }

  /** Reads what an earlier run has left. @throws TRL-NOD-009 if the folder cannot be had. */
  async open(): Promise<void> {
    await this.#folder.open();
    for (const name of await this.#folder.names()) {
      const bytes = await this.#folder.read(name);
      const order = bytes === undefined ? undefined : this.#decode(bytes);
      if (order !== undefined) this.#saved.set(toHex(order.reveal.proposalId), order);
    }
  }

  /** Orders known, the latest last. */
  all(): OwnReveal[] {
    return [...this.#saved.values()];
  }

  /** Saves an order; to be awaited before it is committed. @throws TRL-NOD-009 if it cannot be written. */
  async save(order: OwnReveal): Promise<void> {
    const id = toHex(order.reveal.proposalId);
    const parts = [
      WIRE.proposal.encode(order.signed),
      WIRE.reveal.encode(order.reveal),
      WIRE.transcript.encode(order.transcript),
    ];
    await this.#folder.write(id.slice(2), joinParts(parts));
    this.#saved.set(id, order);
    for (const old of [...this.#saved.keys()].slice(0, -LIMITS.maxFiles)) this.#saved.delete(old);
  }

  /** What is no order, or whose parts are not of one proposal, is passed over. */
  #decode(bytes: Uint8Array): OwnReveal | undefined {
    const [proposal, reveal, transcript] = splitParts(bytes) ?? [];
    if (proposal === undefined || reveal === undefined || transcript === undefined) return undefined;
    try {
      const order: OwnReveal = {
        signed: WIRE.proposal.decode(proposal),
        reveal: WIRE.reveal.decode(reveal),
        transcript: WIRE.transcript.decode(transcript),
      };
      const id = proposalId(this.#domain, order.signed.proposal);
      const isOne = equalBytes(order.reveal.proposalId, id) && equalBytes(order.transcript.proposalId, id);
      return isOne ? order : undefined;
    } catch {
      return undefined;
    }
  }
}
