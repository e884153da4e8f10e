import {
  BoundedMap,
  domainBytes,
  equalBytes,
  NODE_PROOF_WIRE,
  type NodeProof,
  nodeNumber,
  type Reveal,
  ROUND_WIRE,
  type RollupDomain,
  START_CLAIM_WIRE,
  type StartClaim,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { joinParts, type OnRefused, SealedFolder, splitParts } from "./SealedFolder.ts";

/** Most blocks kept; an order of depth 11 takes about three megabytes. */
const ORDERS = { maxFiles: 16, maxFileBytes: 8 * 2 ** 20 };
/** Most claimed nodes kept, for hundreds of seats with a few nodes each; a node has at most two proofs below it. */
const NODES = { maxFiles: 1_024, maxFileBytes: 2 ** 19 };
const VERSION = Uint8Array.of(1);

/** R8: a node that an own seat has claimed, with the proofs below it that it is proven on. */
export interface ClaimedNodeWork {
  readonly claim: StartClaim;
  /** None for a leaf. */
  readonly inputs: readonly NodeProof[];
}

/** A block in which own seats have claimed nodes. */
export interface BlockWork {
  readonly id: Hex;
  readonly nodes: readonly ClaimedNodeWork[];
}

/**
 * R8: what own seats have claimed, with all that proving it takes beside L1's data: order, transcript, and the proofs below. A claim binds its
 * seat for longer than peers remember the block, so a node that was stopped or killed reads it back, and proves or answers all the same.
 */
export class ClaimedWork {
  readonly #domain: Uint8Array;
  readonly #orders: SealedFolder;
  readonly #nodes: SealedFolder;
  /** Blocks whose orders are on disk. */
  readonly #saved = new BoundedMap<Hex, true>(ORDERS.maxFiles);
  /** Orders that are being written. */
  readonly #writing = new Map<Hex, Promise<void>>();
  /** By the names of their files. */
  readonly #claimed = new BoundedMap<string, ClaimedNodeWork>(NODES.maxFiles);
  /** What {@link all} returns, until something changes. */
  #all: readonly BlockWork[] | undefined;

  /** @param path - of a folder, which gets two more. */
  constructor(path: string, domain: RollupDomain, onRefused?: OnRefused) {
    this.#domain = domainBytes(domain);
    this.#orders = new SealedFolder(`${path}-orders`, ORDERS, onRefused);
    this.#nodes = new SealedFolder(`${path}-nodes`, NODES, onRefused);
  }

  /** Reads the files of an earlier run. @throws TRL-NOD-009 if a folder cannot be used. */
  async open(): Promise<void> {
    await Promise.all([this.#orders.open(), this.#nodes.open()]);
    for (const name of (await this.#orders.names()).reverse()) {
      const reveal = await this.#readOrder(name);
      if (reveal !== undefined) this.#saved.set(toHex(reveal.proposalId), true);
    }
    for (const name of (await this.#nodes.names()).reverse()) {
      const work = await this.#nodes.read(name, (bytes): ClaimedNodeWork => {
        const [claim, ...inputs] = this.#partsOf(bytes);
        return {
          claim: START_CLAIM_WIRE.decode(claim!),
          inputs: inputs.map((input) => NODE_PROOF_WIRE.decode(input)),
        };
      });
      if (work !== undefined) this.#claimed.set(name, work);
    }
  }

  /** Blocks with claimed nodes, the latest last. */
  all(): readonly BlockWork[] {
    if (this.#all === undefined) {
      const byBlock = Map.groupBy([...this.#claimed], ([, { claim }]) => toHex(claim.proposalId));
      this.#all = [...this.#saved.keys()].map((id) => ({
        id,
        nodes: (byBlock.get(id) ?? []).map(([, work]) => work),
      }));
    }
    return this.#all;
  }

  /** The order of a block with claimed nodes; undefined if its file is gone or damaged. @throws TRL-NOD-009. */
  order(id: Hex): Promise<Reveal | undefined> {
    return this.#readOrder(id.slice(2));
  }

  /** Whether an own seat's claim of this node is on disk. */
  has(claim: StartClaim): boolean {
    return this.#claimed.get(nameOf(claim)) !== undefined;
  }

  /** Saves a claim. Await this before sending it. @throws TRL-NOD-009 if it cannot be written. */
  async save(reveal: Reveal, work: ClaimedNodeWork): Promise<void> {
    await this.#saveOrder(reveal);
    const { claim, inputs } = work;
    await this.#nodes.write(
      nameOf(claim),
      this.#joined([START_CLAIM_WIRE.encode(claim), ...inputs.map((input) => NODE_PROOF_WIRE.encode(input))]),
    );
    this.#claimed.set(nameOf(claim), work);
    this.#all = undefined;
  }

  /** An order is large. The first of a block's claims has it written, and the others wait for that. */
  async #saveOrder(reveal: Reveal): Promise<void> {
    const id = toHex(reveal.proposalId);
    if (this.#saved.get(id) !== undefined) return;
    let writing = this.#writing.get(id);
    if (writing === undefined) {
      writing = this.#orders
        .write(id.slice(2), this.#joined([ROUND_WIRE.reveal.encode(reveal)]))
        .finally(() => this.#writing.delete(id));
      this.#writing.set(id, writing);
    }
    await writing;
    this.#saved.set(id, true);
    this.#all = undefined;
  }

  /** Removes a block with its nodes. @throws TRL-NOD-009. */
  async remove(id: Hex): Promise<void> {
    this.#saved.delete(id);
    this.#all = undefined;
    for (const [name, { claim }] of [...this.#claimed]) {
      if (toHex(claim.proposalId) !== id) continue;
      this.#claimed.delete(name);
      await this.#nodes.remove(name);
    }
    await this.#orders.remove(id.slice(2));
  }

  #readOrder(name: string): Promise<Reveal | undefined> {
    return this.#orders.read(name, (bytes) => ROUND_WIRE.reveal.decode(this.#partsOf(bytes)[0]!));
  }

  #joined(parts: readonly Uint8Array[]): Uint8Array {
    return joinParts([VERSION, this.#domain, ...parts]);
  }

  #partsOf(bytes: Uint8Array): Uint8Array[] {
    const [version, domain, ...parts] = splitParts(bytes) ?? [];
    if (version === undefined || !equalBytes(version, VERSION)) throw new Error("it has another version");
    if (domain === undefined || !equalBytes(domain, this.#domain)) throw new Error("it is of another rollup");
    if (parts.length === 0) throw new Error("it has too few parts");
    return parts;
  }
}

const nameOf = ({ proposalId, node, seat }: StartClaim): string =>
  `${toHex(proposalId).slice(2)}-${nodeNumber(node)}-${seat}`;
