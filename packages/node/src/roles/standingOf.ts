import type { L1Client } from "@trellis/l1";
import type { Chain } from "../chain/Chain.ts";
import type { OwnStanding } from "../chain/OwnStanding.ts";
import type { Standing } from "../telemetry/Standing.ts";
import type { Role } from "./Role.ts";

/** The parts of a node that know how it stands. */
export interface StandingParts {
  readonly own: Pick<OwnStanding, "report">;
  readonly chain: Pick<Chain, "view">;
  readonly l1: { readonly connection: Pick<L1Client["connection"], "head"> };
  readonly roles: readonly Role[];
  readonly prover: { load(): Standing["proofs"] } | undefined;
}

/** How a node stands: on L1, and by what its roles owe. Undefined before L1 has been read. */
export function standingOf({ own, chain, l1, roles, prover }: StandingParts): Standing | undefined {
  const onL1 = own.report();
  if (onL1 === undefined) return undefined;
  const due: Record<string, number> = {};
  for (const role of roles) {
    if (role.duty === undefined || role.owes === undefined) continue;
    due[role.duty] = (due[role.duty] ?? 0) + role.owes().length;
  }
  const behind = l1.connection.head - chain.view.block.number;
  return {
    ...onL1,
    due,
    proofs: prover?.load() ?? { running: 0, waiting: 0 },
    l1Lag: behind > 0n ? Number(behind) : 0,
  };
}
