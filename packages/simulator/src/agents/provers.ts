import { EXPECTED_PAY, type NodeSeconds, type ProofCost, payTerms } from "@trellis/strategy";
import { type Agent, type Conduct, defineAgent, type Votes } from "../rounds/Agent.ts";

/** Seats that vote for everything and prove what they are named for. */
export const HONEST_PROVERS: Agent = defineAgent({ name: "honest provers" });

/** What a prover's machine takes and costs. */
export interface ProverInit {
  readonly name: string;
  readonly cost: ProofCost;
  readonly seconds: NodeSeconds;
  /** Chance that a block wins once it is worked on. */
  readonly confidence?: number;
}

const ID = `0x${"00".repeat(32)}` as const;
/** Different terms kept; a run meets a few dozen. */
const MOST_KEPT = 10_000;

/** R6: seats that vote by the shipped strategy: only where nodes are expected to pay more than they cost. */
export function costlyProvers({ name, cost, seconds, confidence = 1 }: ProverInit): Agent {
  const kept = new Map<string, Votes>();
  return defineAgent({
    name,
    votes({ settings: { rollup } }, { treeDepth, proverShareBps, burnBid }) {
      const key = `${treeDepth} ${proverShareBps} ${rollup.blockReward}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const terms = payTerms(rollup, { depth: treeDepth, proverShareBps });
      const [offer] = EXPECTED_PAY.offer({
        proposals: [{ id: ID, terms, burnBid, cast: new Map() }],
        seats: [0],
        capacity: treeDepth + 1,
        maxJobs: 1,
        seconds,
        proofSeconds: rollup.proofWindow,
        cost,
        confidence,
      });
      const offered = offer?.votes ?? [];
      const scopes = offered[0]?.depth === 0 ? "any" : offered;
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, scopes);
      return scopes;
    },
  });
}

/** A coalition that votes for everything and does not prove: it claims and withholds, or does not even claim. */
export function withholders(conduct: Conduct, isActive: (round: number) => boolean = () => true): Agent {
  return defineAgent({
    name: `coalition: ${conduct}`,
    rescues: false,
    conduct: ({ round }) => (isActive(round) ? conduct : "prove"),
  });
}
