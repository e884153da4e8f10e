import { isNodeOf, toHex, transcriptRootFromPath } from "@trellis/protocol";
import type { Hex } from "viem";
import { refuseIf } from "../calls/refuseIf.ts";
import { authorisedHash } from "../rollup/authorisedHash.ts";
import type { TranscriptProof } from "./Evidence.ts";

/**
 * P5.2: the entry must stand in the transcript that was committed.
 * @param authorised - undefined where there is no such commitment.
 * @throws Refusal `CommitmentMismatch`, `NoSuchNode`, `WrongPathLength` or `WrongTranscript`.
 */
export function requireEntry(
  authorised: Hex | undefined,
  treeDepth: number,
  transcriptRoot: Uint8Array,
  hashOfBitmap: Uint8Array,
  { entry, siblings }: TranscriptProof,
): void {
  refuseIf(authorisedHash(transcriptRoot, hashOfBitmap) !== authorised, "CommitmentMismatch");
  refuseIf(!isNodeOf(entry.node, treeDepth), "NoSuchNode");
  refuseIf(siblings.length !== treeDepth + 1, "WrongPathLength");
  refuseIf(toHex(transcriptRootFromPath(entry, siblings)) !== toHex(transcriptRoot), "WrongTranscript");
}
