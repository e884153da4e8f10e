import type { CommittedProposal } from "@trellis/l1";
import {
  equalBytes,
  fromHex,
  type NodeProof,
  type SignedTranscript,
  toHex,
  transcriptRoot,
  WIRE,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { joinParts, SealedFolder, splitParts } from "./SealedFolder.ts";

/** Most blocks kept. The largest, of depth 11, takes about half a megabyte. */
const LIMITS = { maxFiles: 256, maxFileBytes: 2 * 2 ** 20 };

/** Parts of a block that L1 knows only by hash: its transcript, and its accepted block proof, which shows who proved each node. */
export interface StoredBlock {
  readonly transcript: SignedTranscript;
  readonly proof: NodeProof;
}

/** Stores {@link StoredBlock}s on disk: gossip provides them for minutes, but claims and reports need them for days. */
export class ProvenBlockStore {
  readonly #folder: SealedFolder;

  constructor(path: string) {
    this.#folder = new SealedFolder(path, LIMITS);
  }

  /** @throws TRL-NOD-009 if the folder cannot be used. */
  async open(): Promise<void> {
    await this.#folder.open();
  }

  /** Blocks in the store, the latest first. @throws TRL-NOD-009. */
  async blocks(): Promise<Hex[]> {
    return (await this.#folder.names()).map((name): Hex => `0x${name}`);
  }

  /** @throws TRL-NOD-009 if it cannot be written. */
  async save({ transcript, proof }: StoredBlock): Promise<void> {
    const parts = [WIRE.transcript.encode(transcript), WIRE.node_proof.encode(proof)];
    await this.#folder.write(toHex(proof.proposalId).slice(2), joinParts(parts));
  }

  /**
   * The stored block, if it matches L1's records. The caller must compare the hash of the proof's contributions, which show who proved
   * each node, with L1's.
   * @throws TRL-NOD-009 if it cannot be read.
   */
  async read(committed: CommittedProposal): Promise<StoredBlock | undefined> {
    const bytes = await this.#folder.read(committed.proposalId.slice(2));
    const [transcript, proof] = (bytes === undefined ? undefined : splitParts(bytes)) ?? [];
    if (transcript === undefined || proof === undefined) return undefined;
    try {
      const provenBlocks = {
        transcript: WIRE.transcript.decode(transcript),
        proof: WIRE.node_proof.decode(proof),
      };
      return isOf(provenBlocks, committed) ? provenBlocks : undefined;
    } catch {
      // The bytes are not such messages.
      return undefined;
    }
  }
}

function isOf({ transcript, proof }: StoredBlock, committed: CommittedProposal): boolean {
  const id = fromHex(committed.proposalId);
  const root = fromHex(committed.transcriptRoot);
  return (
    equalBytes(transcript.proposalId, id) &&
    equalBytes(proof.proposalId, id) &&
    equalBytes(transcript.transcriptRoot, root) &&
    equalBytes(transcriptRoot(transcript.entries, committed.proposal.depth), root)
  );
}
