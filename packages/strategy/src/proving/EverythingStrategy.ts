import { nodeCount, ROOT_NODE } from "@trellis/protocol";
import type { Offer, ProofOption, ProverStrategy, VotingTask } from "./ProverStrategy.ts";

/** Offers every seat's places for any node of every proposal, and proves the options in the given order. */
export class EverythingStrategy implements ProverStrategy {
  readonly name = "everything";

  offer({ proposals, seats, capacity }: VotingTask): Offer[] {
    return proposals.flatMap(({ id, terms, cast }) => {
      const length = Math.min(capacity, nodeCount(terms.treeDepth));
      const votes = Array.from({ length }, (_, slot) => ({ ...ROOT_NODE, slot }));
      return seats.filter((seat) => !cast.has(seat)).map((seat) => ({ id, seat, votes }));
    });
  }

  order<Option extends ProofOption>(options: readonly Option[]): readonly Option[] {
    return options;
  }
}
