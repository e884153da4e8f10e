import { Gate, type GateComponents } from "../gate/Gate.ts";
import { validateTransaction } from "../validation/validateTransaction.ts";
import type { SecondGossipLimits } from "./limits.ts";
import type { SecondGossipContext } from "./SecondGossipContext.ts";
import { SecondMemory } from "./SecondMemory.ts";
import { SECOND_CODECS, type SecondMessages, type SecondTopicName } from "./topics.ts";
import { validateNodeProof } from "./validation/validateNodeProof.ts";
import { validateProposal } from "./validation/validateProposal.ts";
import { validateReveal } from "./validation/validateReveal.ts";
import { validateStartClaim } from "./validation/validateStartClaim.ts";
import { validateVotes } from "./validation/validateVotes.ts";

/**
 * The gate of the second version's messages. Call `proposalArrived` for an accepted proposal, and again for its accepted reveal: claims and
 * proofs wait for the transcript.
 */
export class SecondGate extends Gate<SecondMessages, SecondGossipContext, SecondGossipLimits, SecondMemory> {
  constructor(components: GateComponents<SecondTopicName, SecondGossipContext>, limits: SecondGossipLimits) {
    const validators = {
      transaction: validateTransaction,
      proposal: validateProposal,
      votes: validateVotes,
      reveal: validateReveal,
      start_claim: validateStartClaim,
      node_proof: validateNodeProof,
    };
    super({ codecs: SECOND_CODECS, validators }, components, limits, new SecondMemory(limits));
  }
}
