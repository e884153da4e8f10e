import { type RollupDomain, rollupId, TRANSCRIPT_TREE_DEPTH } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { decimal, fromJson, hexBytes, hexId, seat, toJson } from "./fields.ts";
import { type OnRefused, SealedFolder } from "./SealedFolder.ts";

/** Most blocks kept, and most nodes of one: more than bounties pay for. */
const LIMITS = { maxFiles: 64, maxFileBytes: 2 ** 20 };
const MAX_NODES = 512;

const depth = z.number().int().min(0).max(11);
const index = z.number().int().min(0).max(2_047);
const fileSchema = z.strictObject({
  version: z.literal(2),
  rollupId: z.string(),
  proposalId: hexId,
  nodes: z
    .array(
      z.strictObject({
        node: z.strictObject({ depth, index }),
        seat,
        vote: z.strictObject({ depth, index, slot: z.number().int().min(0).max(65_535) }),
        siblings: z.array(decimal).length(TRANSCRIPT_TREE_DEPTH),
        signature: hexBytes(64),
      }),
    )
    .max(MAX_NODES),
});

/** R8: a claimed node with all that a report of it shows. */
export type ClaimedNode = z.output<typeof fileSchema>["nodes"][number];

/**
 * R8: the claims of final blocks, kept until their report windows end: gossip forgets them within minutes. Only nodes that no kept proof
 * shows are in here. L1 checks what is read back.
 */
export class ClaimStore {
  readonly #folder: SealedFolder;
  readonly #rollupId: string;
  readonly #saved = new Map<Hex, readonly ClaimedNode[]>();

  constructor(path: string, domain: RollupDomain, onRefused?: OnRefused) {
    this.#folder = new SealedFolder(path, LIMITS, onRefused);
    this.#rollupId = String(rollupId(domain));
  }

  /** Reads the files of an earlier run. @throws TRL-NOD-009 if the folder cannot be used. */
  async open(): Promise<void> {
    await this.#folder.open();
    for (const name of (await this.#folder.names()).reverse()) {
      const file = await this.#folder.read(name, (bytes) => fromJson(fileSchema, bytes));
      if (file?.rollupId === this.#rollupId) this.#saved.set(file.proposalId, file.nodes);
    }
  }

  /** Blocks with claims, the latest last. */
  blocks(): Hex[] {
    return [...this.#saved.keys()];
  }

  /** The claimed nodes of a block that no kept proof showed when they were saved; undefined if nothing was saved. */
  of(proposalId: Hex): readonly ClaimedNode[] | undefined {
    return this.#saved.get(proposalId);
  }

  /** @param nodes - those of most pay first: no more than 512 are kept. @throws TRL-NOD-009 if they cannot be written. */
  async save(proposalId: Hex, nodes: readonly ClaimedNode[]): Promise<void> {
    const kept = nodes.slice(0, MAX_NODES);
    this.#saved.set(proposalId, kept);
    for (const old of [...this.#saved.keys()].slice(0, -LIMITS.maxFiles)) this.#saved.delete(old);
    const file = { version: 2, rollupId: this.#rollupId, proposalId, nodes: kept };
    await this.#folder.write(proposalId.slice(2), toJson(file));
  }

  /** @throws TRL-NOD-009. */
  async remove(proposalId: Hex): Promise<void> {
    this.#saved.delete(proposalId);
    await this.#folder.remove(proposalId.slice(2));
  }
}
