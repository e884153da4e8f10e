import { covers, isDevelopmentChain, type TranscriptEntry, TrellisError, type Vote } from "@trellis/protocol";
import { assign } from "@trellis/strategy";
import type { Configuration } from "../config/Configuration.ts";
import type { NodeContext, Role } from "../roles/NodeContext.ts";

/** @throws TRL-NOD-008 where a configuration asks for faults on a chain where something may be at stake. */
export function requireNoFaults({ faults }: Configuration, chainId: bigint): void {
  if (faults === undefined || isDevelopmentChain(chainId)) return;
  throw new TrellisError("TRL-NOD-008", "a node breaks the rules on local development chains only", {
    chainId,
  });
}

/** For tests only. Takes the proofs of some seats for missing, whatever came of them: so others' stand in their place. */
export class FaultyRole implements Role {
  readonly #context: Pick<NodeContext, "chain" | "proposals">;
  readonly #leftOut: readonly number[];

  constructor(context: Pick<NodeContext, "chain" | "proposals">, leftOut: readonly number[]) {
    this.#context = context;
    this.#leftOut = leftOut;
  }

  update(): void {
    const { chain, proposals } = this.#context;
    if (!chain.isReady) return;
    for (const known of proposals.all()) {
      if (!chain.isRunning(known.proposal)) continue;
      for (const { node, seat } of known.transcript?.entries ?? []) {
        if (this.#leftOut.includes(seat)) known.exclude(node, seat);
      }
    }
  }

  async stop(): Promise<void> {}
}

/** For tests only. A transcript that names each seat that is to be left out for one leaf, and others for all else. */
export function assignToOthers(
  votes: readonly Vote[],
  treeDepth: number,
  leftOut: readonly number[],
): TranscriptEntry[] {
  const named = assign(
    votes.filter(({ seat }) => !leftOut.includes(seat)),
    treeDepth,
  );
  const victims = leftOut.flatMap((seat, index) => {
    const node = { depth: treeDepth, index };
    const vote = votes.find((other) => other.seat === seat && covers(other, node));
    return vote === undefined || index >= 2 ** treeDepth ? [] : [{ node, vote }];
  });
  const isTaken = ({ node }: TranscriptEntry): boolean =>
    victims.some((victim) => victim.node.depth === node.depth && victim.node.index === node.index);
  return [
    ...named.filter((entry) => !isTaken(entry)),
    ...victims.map(({ node, vote: { seat, depth, index, slot, signature } }) => ({
      node,
      seat,
      vote: { depth, index, slot },
      signature,
    })),
  ];
}
