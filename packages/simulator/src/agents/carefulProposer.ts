import { addClaims, type ClaimConduct, fadeClaims, isIdle } from "@trellis/strategy";
import type { Agent, RoundView } from "../rounds/Agent.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/**
 * P5.1, R8: a proposer that leaves out seats that vote and do not claim, by the shipped judgement. Seats of one agent act alike, so one
 * judgement stands for all of them.
 */
export function carefulProposer(init: ProposerInit): Agent {
  const proposer = shippedProposer(init);
  const conducts = new Map<number, ClaimConduct>();
  return {
    ...proposer,
    propose(view) {
      learn(view);
      const left = [...conducts].filter(([, conduct]) => isIdle(conduct)).map(([agent]) => agent);
      return proposer.propose!(view).map((bid) => {
        if (left.length === 0) return bid;
        return {
          ...bid,
          names: (voters) => {
            const busy = left.reduce((rest, agent) => rest.without(view.seatsOf(agent)), voters);
            // If only those have voted that do not claim, they get their chance.
            return busy.count() === 0 ? voters : busy;
          },
        };
      });
    },
  };

  function learn({ last, seatsOf }: RoundView): void {
    if (last === undefined) return;
    for (const [agent, conduct] of conducts) {
      const faded = fadeClaims(conduct);
      if (faded === undefined) conducts.delete(agent);
      else conducts.set(agent, faded);
    }
    for (const [agent, bound] of last.bound.entries()) {
      const seats = seatsOf(agent).count();
      if (bound === 0 || seats === 0) continue;
      const kept = last.kept[agent]!;
      conducts.set(agent, addClaims(conducts.get(agent), { bound: bound / seats, kept: kept / seats }));
    }
  }
}
