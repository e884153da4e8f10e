import { type Agent, defineAgent } from "../rounds/Agent.ts";
import { answerTo } from "./lastLooker.ts";

/** A proposer that must win every round to keep a transaction out: it outbids the leader in the last slot, whatever that costs. */
export const CENSOR: Agent = defineAgent({
  name: "censor",
  answers(view, lead) {
    const bid = answerTo(view, lead);
    return bid === undefined ? [] : [bid];
  },
});
