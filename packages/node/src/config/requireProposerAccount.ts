import { TrellisError } from "@trellis/protocol";
import type { Configuration } from "./Configuration.ts";

/** @throws TRL-NOD-005 if a proposer has no L1 account. */
export function requireProposerAccount({
  proposer,
  l1KeyFile,
  l1Signer,
}: Pick<Configuration, "proposer" | "l1KeyFile" | "l1Signer">): void {
  if (proposer === undefined || l1KeyFile !== undefined || l1Signer !== undefined) return;
  throw new TrellisError(
    "TRL-NOD-005",
    "set l1KeyFile or l1Signer: a proposer commits with this key and is paid to its address",
  );
}
