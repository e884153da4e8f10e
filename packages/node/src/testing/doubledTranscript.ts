import {
  bitmapHash,
  fromHex,
  type SignedTranscript,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import type { TestNode } from "./TestNode.ts";

/** P9.5: a committed bid whose transcript names seat 0 for both leaves by one vote. */
export function doubledTranscript(node: TestNode): { known: KnownProposal; transcript: SignedTranscript } {
  const { known } = node.rival([0, 1]);
  const { signature } = node.vote(known.id, 0);
  const entries = [0, 1].map((index) => ({
    node: { depth: 1, index },
    seat: 0,
    vote: { depth: 0, index: 0, slot: 0 },
    signature,
  }));
  const transcript: SignedTranscript = {
    proposalId: fromHex(known.id),
    transcriptRoot: transcriptRoot(entries, 1, "evidence"),
    bitmapHash: bitmapHash(transcriptBitmap(entries)),
    entries,
    signature: new Uint8Array(65),
  };
  node.l1.commit(known.proposal, transcript.transcriptRoot, transcriptBitmap(entries));
  node.see();
  return { known, transcript };
}
