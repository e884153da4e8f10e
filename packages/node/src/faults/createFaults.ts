import { isDevelopmentChain, TrellisError } from "@trellis/protocol";
import type { AssignNodes, ProverStrategy } from "@trellis/strategy";
import type { Configuration } from "../config/Configuration.ts";
import type { ProposalsView } from "../proposals/rankedProposals.ts";
import type { Role } from "../roles/Role.ts";
import { assignToOthers } from "./assignToOthers.ts";
import { ProofExcluder } from "./ProofExcluder.ts";
import { SilentRole } from "./SilentRole.ts";
import { silentStrategy } from "./silentStrategy.ts";

/** Wraps the honest parts of a node. Without configured faults each part stays as it is. */
export interface Faults {
  proverStrategy(honest: ProverStrategy, view: Pick<ProposalsView, "chain">): ProverStrategy;
  assign(honest: AssignNodes): AssignNodes;
  executor(honest: Role, view: ProposalsView): Role;
  answerer(honest: Role): Role;
}

/**
 * The faults by which a configuration makes a node break the rules, for tests.
 * @throws TRL-NOD-008 if it asks for faults on a chain that is not a local development chain.
 */
export function createFaults({ faults = {} }: Pick<Configuration, "faults">, chainId: bigint): Faults {
  const { silentRounds, leftOutSeats } = faults;
  if ((silentRounds ?? leftOutSeats) !== undefined && !isDevelopmentChain(chainId)) {
    throw new TrellisError("TRL-NOD-008", "a node breaks the rules on local development chains only", {
      chainId,
    });
  }
  return {
    proverStrategy: (honest, { chain }) =>
      silentRounds === undefined ? honest : silentStrategy(honest, chain, silentRounds),
    assign: (honest) => (leftOutSeats === undefined ? honest : assignToOthers(honest, leftOutSeats)),
    executor: (honest, view) =>
      leftOutSeats === undefined ? honest : new ProofExcluder(honest, view, leftOutSeats),
    // A seat that answered a report would be cleared, and its silence would have no consequence.
    answerer: (honest) => (silentRounds === undefined ? honest : new SilentRole(honest)),
  };
}
