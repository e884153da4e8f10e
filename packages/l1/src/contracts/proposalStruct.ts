import { fromHex, type Proposal, toHex } from "@trellis/protocol";
import type { WriteArgs } from "./contractAbis.ts";

/** A proposal as the contracts take it and tell it; see `Proposal` in Types.sol. */
export type ProposalStruct = WriteArgs<"auction", "refund">[0];

/** The struct of a proposal. */
export function proposalStruct(proposal: Proposal): ProposalStruct {
  return {
    ...proposal,
    parent: toHex(proposal.parent),
    orderCommitment: toHex(proposal.orderCommitment),
    proposer: toHex(proposal.proposer),
  };
}

/** The proposal of a struct. */
export function proposalOf(struct: ProposalStruct): Proposal {
  return {
    ...struct,
    parent: fromHex(struct.parent),
    orderCommitment: fromHex(struct.orderCommitment),
    proposer: fromHex(struct.proposer),
  };
}
