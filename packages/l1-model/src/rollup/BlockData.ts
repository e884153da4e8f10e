import { dataHash, LEAF_DATA_BYTES, MAX_DEPTH, merkleRows, sha256, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { BlockSubmission } from "./BlockSubmission.ts";
import type { RollupInit } from "./RollupInit.ts";

const isPowerOfTwo = (count: number): boolean => count > 0 && (count & (count - 1)) === 0;

/** Blocks' data on L1 (P7.1), whole or in chunks. Bridge.sol, DataHash.sol. */
export class BlockData {
  readonly #init: RollupInit;
  readonly #publishedAt: JournalMap<Hex, bigint>;

  constructor(init: RollupInit) {
    this.#init = init;
    this.#publishedAt = new JournalMap(init.journal);
  }

  /** When a chunk was published last; 0: not yet. */
  publishedAt(hash: Hex): bigint {
    return this.#publishedAt.get(hash) ?? 0n;
  }

  /** P7.1 @returns the chunk's data hash. */
  publishData(call: Call, chunk: Uint8Array): Hex {
    const leaves = chunk.length / LEAF_DATA_BYTES;
    refuseIf(
      !isPowerOfTwo(leaves) || leaves > 2 ** MAX_DEPTH || !Number.isInteger(leaves),
      "WrongChunkLength",
    );
    const hash = toHex(dataHash(chunk));
    this.#publishedAt.set(hash, call.time);
    this.#init.emit("DataPublished", { dataHash: hash, chunk: toHex(chunk) });
    return hash;
  }

  /** P7.1: hash of a block's data, which stands in the submission or was published in chunks from `since` on. */
  hashOf({ data, dataChunks = [], proposal: { depth } }: BlockSubmission, since: bigint): Uint8Array {
    const leaves = 2 ** depth;
    if (dataChunks.length === 0) {
      refuseIf(data.length !== LEAF_DATA_BYTES * leaves, "WrongDataLength");
      return dataHash(data);
    }
    refuseIf(data.length !== 0, "WrongDataLength");
    refuseIf(!isPowerOfTwo(dataChunks.length) || dataChunks.length > leaves, "WrongChunkCount");
    for (const chunk of dataChunks) refuseIf(this.publishedAt(toHex(chunk)) < since, "DataNotPublished");
    return merkleRows(dataChunks, sha256).at(-1)![0]!;
  }
}
