import type { GossipContext } from "../GossipContext.ts";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { TOPIC_CODECS, type TopicMessages, type TopicName } from "../topics.ts";
import { validateNoticeBatch } from "../validation/validateNoticeBatch.ts";
import { validateProposal } from "../validation/validateProposal.ts";
import { validateReveal } from "../validation/validateReveal.ts";
import { validateStartClaims } from "../validation/validateStartClaims.ts";
import { validateTransactions } from "../validation/validateTransactions.ts";
import { validateVotes } from "../validation/validateVotes.ts";
import { Gate, type GateComponents } from "./Gate.ts";
import { GateMemory } from "./GateMemory.ts";

/**
 * The gate of the messages. Call `proposalArrived` for an accepted proposal, and again for its accepted reveal: claims and
 * notices wait for the transcript.
 */
export class TopicGate extends Gate<TopicMessages, GossipContext, GossipLimits, GateMemory> {
  constructor(components: GateComponents<TopicName, GossipContext>, limits: GossipLimits) {
    const validators = {
      transactions: validateTransactions,
      proposal: validateProposal,
      votes: validateVotes,
      reveal: validateReveal,
      start_claims: validateStartClaims,
      proof_notices: validateNoticeBatch,
    };
    super({ codecs: TOPIC_CODECS, validators }, components, limits, new GateMemory(limits));
  }
}
