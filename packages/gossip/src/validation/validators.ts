import type { TopicName } from "@trellis/protocol";
import type { Validator } from "./Validator.ts";
import { validateNodeProof } from "./validateNodeProof.ts";
import { validateProposal } from "./validateProposal.ts";
import { validateReveal } from "./validateReveal.ts";
import { validateTransaction } from "./validateTransaction.ts";
import { validateTranscript } from "./validateTranscript.ts";
import { validateVote } from "./validateVote.ts";

/** The rules of every topic. */
export const VALIDATORS: { readonly [Name in TopicName]: Validator<Name> } = {
  transaction: validateTransaction,
  proposal: validateProposal,
  vote: validateVote,
  transcript: validateTranscript,
  reveal: validateReveal,
  node_proof: validateNodeProof,
};
