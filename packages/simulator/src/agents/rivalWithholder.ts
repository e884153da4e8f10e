import { type Agent, defineAgent } from "../rounds/Agent.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/**
 * A10: a proposer whose seats vote for rivals, claim their nodes and do not prove them, so that the rival's final score falls below that of its
 * own block, which it proves itself.
 */
export function rivalWithholder(init: ProposerInit): Agent {
  const proposer = shippedProposer(init);
  return defineAgent({
    ...proposer,
    propose: (view) => proposer.propose!(view).map((bid) => ({ ...bid, provenBy: "own" })),
    conduct: (view, { proposer: other }) => (other === view.self ? "prove" : "withhold"),
    rescues: false,
  });
}
