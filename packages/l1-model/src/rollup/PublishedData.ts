import { dataHash, LEAF_DATA_BYTES, MAX_DEPTH, merkleRows, sha256, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { ProofSubmission } from "./ProofSubmission.ts";
import type { RollupInit } from "./RollupInit.ts";

const isPowerOfTwo = (count: number): boolean => count > 0 && (count & (count - 1)) === 0;

/** A block's transactions on L1: their root, and when they were complete. */
interface BlockTransactions {
  readonly root: Uint8Array;
  readonly dataAt: bigint;
}

/** R1: transactions on L1, before a proof or with it. */
export class PublishedData {
  readonly #init: RollupInit;
  readonly #publishedAt: JournalMap<Hex, bigint>;

  constructor(init: RollupInit) {
    this.#init = init;
    this.#publishedAt = new JournalMap(init.journal);
  }

  /** When a chunk was first published in the round that ran then; 0: not yet. */
  publishedAt(hash: Hex): bigint {
    return this.#publishedAt.get(hash) ?? 0n;
  }

  /** @returns the chunk's data hash. */
  publishData(call: Call, chunk: Uint8Array): Hex {
    const leaves = chunk.length / LEAF_DATA_BYTES;
    const isWhole = Number.isInteger(leaves) && isPowerOfTwo(leaves) && leaves <= 2 ** MAX_DEPTH;
    refuseIf(!isWhole, "WrongChunkLength");
    const hash = toHex(dataHash(chunk));
    const before = this.publishedAt(hash);
    // A publication counts from the first time in the running round: to publish again cannot make data look late.
    if (before !== 0n && before >= this.#init.auction.rounds.running.start) return hash;
    this.#publishedAt.set(hash, call.time);
    this.#init.emit("DataPublished", { dataHash: hash, chunk: toHex(chunk) });
    return hash;
  }

  /** The transactions of a submission, which stand in it or were published in chunks from `since` on. */
  of(call: Call, { data, chunks, proposal: { depth } }: ProofSubmission, since: bigint): BlockTransactions {
    const leaves = 2 ** depth;
    if (chunks.length === 0) {
      refuseIf(data.length !== LEAF_DATA_BYTES * leaves, "WrongDataLength");
      return { root: dataHash(data), dataAt: call.time };
    }
    refuseIf(data.length !== 0, "WrongDataLength");
    refuseIf(!isPowerOfTwo(chunks.length) || chunks.length > leaves, "WrongChunkCount");
    let dataAt = 0n;
    for (const chunk of chunks) {
      const at = this.publishedAt(toHex(chunk));
      refuseIf(at === 0n || at < since, "DataNotPublished");
      if (at > dataAt) dataAt = at;
    }
    return { root: merkleRows(chunks, sha256).at(-1)![0]!, dataAt };
  }
}
