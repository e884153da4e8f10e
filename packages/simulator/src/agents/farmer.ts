import { type Agent, type Bid, defineAgent } from "../rounds/Agent.ts";

/** A4: seats that stay away from all honest blocks, and prove losing blocks of their own at the least bid, for the pay of new seats (R7). */
export function farmer(blocks: number): Agent {
  return defineAgent({
    name: "farmer",
    propose({ settings: { rollup }, ownSeats }) {
      return Array.from({ length: blocks }, (): Bid => {
        const { minBurnBid: burnBid, minProverShareBps: proverShareBps } = rollup;
        return { burnBid, proverShareBps, names: () => ownSeats, provenBy: "own" };
      });
    },
    votes: (view, bid) => (bid.proposer === view.self ? "any" : []),
    rescues: false,
  });
}
