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

/** Most orders kept: the running round's, and a few earlier ones. */
const LIMITS = { maxFiles: 4, maxFileBytes: 8 * 2 ** 20 };

/** A bid that is about to be committed, with the data that only its proposer knows. */
export interface OwnReveal {
  readonly signed: SignedProposal;
  readonly reveal: Reveal;
  readonly transcript: SignedTranscript;
}

/**
 * P6.1, P9.6: the proposer's committed orders on disk. A proposer that restarts between commitment and reveal can still reveal its
 * order; otherwise it would lose its bond. Files have mode 0600, because the secret opens the order before the reveal.
 */
export class OwnReveals {
  readonly #domain: RollupDomain;
  readonly #folder: SealedFolder;
  readonly #saved = new Map<Hex, OwnReveal>();

  constructor(path: string, domain: RollupDomain) {
    this.#domain = domain;
    this.#folder = new SealedFolder(path, LIMITS);
  }

  /** Reads the files of an earlier run. @throws TRL-NOD-009 if the folder cannot be used. */
  async open(): Promise<void> {
    await this.#folder.open();
    for (const name of await this.#folder.names()) {
      const bytes = await this.#folder.read(name);
      const order = bytes === undefined ? undefined : this.#decode(bytes);
      if (order !== undefined) this.#saved.set(toHex(order.reveal.proposalId), order);
    }
  }

  /** The known orders, the latest last. */
  all(): OwnReveal[] {
    return [...this.#saved.values()];
  }

  /** Saves an order. Await this before committing it. @throws TRL-NOD-009 if it cannot be written. */
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

  /** Skips files that are not orders, or whose parts do not belong to one proposal. */
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
