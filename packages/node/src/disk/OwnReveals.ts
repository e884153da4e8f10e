import {
  equalBytes,
  proposalId,
  type Reveal,
  ROUND_WIRE,
  type RollupDomain,
  type SignedProposal,
  toHex,
  WIRE,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { joinParts, type OnRefused, SealedFolder, splitParts } from "./SealedFolder.ts";

/** Most orders kept: the running round's, and a few earlier ones. A block of depth 11 takes about three megabytes. */
const LIMITS = { maxFiles: 4, maxFileBytes: 8 * 2 ** 20 };
/** First part of each file. */
const VERSION = Uint8Array.of(2);

/** A bid that is about to be committed, with what only its proposer knows: secret, transactions and signed entries. */
export interface OwnReveal {
  readonly signed: SignedProposal;
  readonly reveal: Reveal;
}

/**
 * P6.1, R9: the proposer's committed orders on disk. A proposer that restarts between commitment and reveal can still reveal its
 * order; otherwise it would lose its bond. Files have mode 0600, because the secret opens the order before the reveal.
 */
export class OwnReveals {
  readonly #domain: RollupDomain;
  readonly #folder: SealedFolder;
  readonly #saved = new Map<Hex, OwnReveal>();

  constructor(path: string, domain: RollupDomain, onRefused?: OnRefused) {
    this.#domain = domain;
    this.#folder = new SealedFolder(path, LIMITS, onRefused);
  }

  /** Reads the files of an earlier run. @throws TRL-NOD-009 if the folder cannot be used. */
  async open(): Promise<void> {
    await this.#folder.open();
    for (const name of (await this.#folder.names()).reverse()) {
      const order = await this.#folder.read(name, (content) => this.#decode(content));
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
    const parts = [VERSION, WIRE.proposal.encode(order.signed), ROUND_WIRE.reveal.encode(order.reveal)];
    await this.#folder.write(id.slice(2), joinParts(parts));
    this.#saved.set(id, order);
    for (const old of [...this.#saved.keys()].slice(0, -LIMITS.maxFiles)) this.#saved.delete(old);
  }

  /** Removes an order that L1 has refused: it can never be committed as it is. @throws TRL-NOD-009. */
  async remove(id: Hex): Promise<void> {
    this.#saved.delete(id);
    await this.#folder.remove(id.slice(2));
  }

  #decode(bytes: Uint8Array): OwnReveal {
    const [version, proposal, reveal] = splitParts(bytes) ?? [];
    if (version === undefined || !equalBytes(version, VERSION)) throw new Error("it has another version");
    if (proposal === undefined || reveal === undefined) throw new Error("it has too few parts");
    const order = { signed: WIRE.proposal.decode(proposal), reveal: ROUND_WIRE.reveal.decode(reveal) };
    const id = proposalId(this.#domain, order.signed.proposal);
    if (!equalBytes(order.reveal.proposalId, id)) throw new Error("it is of another rollup or proposal");
    return order;
  }
}
