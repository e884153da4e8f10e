import { type L1Call, type L1Sender, type Mined, proposalOf } from "@trellis/l1";
import { fromHex, ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";
import type { FakeL1 } from "./FakeL1.ts";

/** Sends calls to the fake L1 as {@link L1Sender} sends them to a real one. */
export function fakeSender(l1: FakeL1, address: Hex): L1Sender {
  return { address, send: async (call: L1Call) => send(l1, call) } as unknown as L1Sender;
}

function send(l1: FakeL1, call: L1Call): Mined {
  switch (call.functionName) {
    case "commit": {
      const [proposal, transcriptRoot, bitmap] = call.args;
      return l1.commit(proposalOf(proposal), fromHex(transcriptRoot), ProverBitmap.fromWords(bitmap));
    }
    case "submitProof": {
      const [submission] = call.args;
      return l1.submitProof({
        ...submission,
        proposal: proposalOf(submission.proposal),
        transcriptRoot: fromHex(submission.transcriptRoot),
        committedBitmap: ProverBitmap.fromWords(submission.committedBitmap),
        provenBitmap: ProverBitmap.fromWords(submission.provenBitmap),
        contributionsHash: fromHex(submission.contributionsHash),
        data: fromHex(submission.data),
        dataChunks: submission.dataChunks.map(fromHex),
        proof: fromHex(submission.proof),
      });
    }
    case "publishData":
      return l1.publishData(fromHex(call.args[0]));
    case "finalize":
      return l1.finalize();
    case "refund":
      return l1.refund(proposalOf(call.args[0]));
    case "claimRewards":
      return l1.claimRewards(
        call.args[0].flatMap(({ proposalId, contributions }) =>
          contributions.map(({ entry }) => ({ proposalId, node: nodeOf(entry) })),
        ),
      );
    default:
      return l1.court(call.functionName, call.args);
  }
}

/** A contribution's entry begins with its node: one byte of depth, two of index. */
function nodeOf(entry: Hex): { readonly depth: number; readonly index: number } {
  const bytes = fromHex(entry);
  return { depth: bytes[0]!, index: bytes[1]! * 256 + bytes[2]! };
}
