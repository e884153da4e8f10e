import { concatBytes, fromHex, type Proposal, ProverBitmap } from "@trellis/protocol";
import type { ShownNode, TranscriptProof } from "../court/Evidence.ts";
import type { BlockSubmission } from "../rollup/BlockSubmission.ts";
import type { ContributionProof } from "../rollup/contributionsRoot.ts";
import type { RewardClaim } from "../rollup/ProverPay.ts";
import type { ProposalFields } from "../rollup/RollupEvents.ts";
import type { WithdrawalClaim } from "../rollup/Withdrawals.ts";
import type {
  ContributionStruct,
  NodeProofStruct,
  RewardClaimStruct,
  SubmissionStruct,
  TranscriptStruct,
  WithdrawalStruct,
} from "./structs.ts";

/** Arguments of contract calls, as viem takes them, turned into what the model takes. */
export const fromAbi = {
  proposal(fields: ProposalFields): Proposal {
    return {
      ...fields,
      parent: fromHex(fields.parent),
      orderCommitment: fromHex(fields.orderCommitment),
      proposer: fromHex(fields.proposer),
    };
  },

  submission(struct: SubmissionStruct): BlockSubmission {
    return {
      proposal: fromAbi.proposal(struct.proposal),
      transcriptRoot: fromHex(struct.transcriptRoot),
      committedBitmap: ProverBitmap.fromWords(struct.committedBitmap),
      provenBitmap: ProverBitmap.fromWords(struct.provenBitmap),
      stateAfter: struct.stateAfter,
      contributionsHash: fromHex(struct.contributionsHash),
      fees: struct.fees,
      messageCount: struct.messageCount,
      data: fromHex(struct.data),
      dataChunks: struct.dataChunks.map(fromHex),
      proof: fromHex(struct.proof),
    };
  },

  contribution({ entry, children, siblings, ancestors }: ContributionStruct): ContributionProof {
    return {
      entry: fromHex(entry),
      children: [fromHex(children[0]), fromHex(children[1])],
      // Where one of the two is shorter, steps are not whole, and refused as such.
      path: Array.from({ length: Math.max(siblings.length, ancestors.length) }, (_, i) => ({
        sibling: fromHex(siblings[i] ?? "0x"),
        entry: fromHex(ancestors[i] ?? "0x"),
      })),
    };
  },

  rewardClaim(struct: RewardClaimStruct): RewardClaim {
    return {
      proposalId: struct.proposalId,
      transcriptRoot: fromHex(struct.transcriptRoot),
      committedBitmap: ProverBitmap.fromWords(struct.committedBitmap),
      contributions: struct.contributions.map(fromAbi.contribution),
    };
  },

  withdrawal(struct: WithdrawalStruct): WithdrawalClaim {
    return {
      ...struct,
      place: Number(struct.place),
      leaf: fromHex(struct.leaf),
      siblings: struct.siblings.map(fromHex),
    };
  },

  transcript(struct: TranscriptStruct): TranscriptProof {
    return {
      entry: {
        node: { depth: struct.nodeDepth, index: struct.nodeIndex },
        seat: struct.seat,
        vote: { depth: struct.voteDepth, index: struct.voteIndex, slot: struct.slot },
        signature: concatBytes(fromHex(struct.r), fromHex(struct.s)),
      },
      siblings: struct.siblings.map(fromHex),
    };
  },

  node(struct: NodeProofStruct): ShownNode {
    return {
      depth: struct.nodeDepth,
      index: struct.nodeIndex,
      entry: fromHex(struct.entry),
      dataHash: fromHex(struct.dataHash),
      dataSiblings: struct.dataSiblings.map(fromHex),
      proof: fromHex(struct.proof),
    };
  },
} as const;
