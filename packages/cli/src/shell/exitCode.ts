import { TrellisError } from "@trellis/protocol";
import { CommanderError } from "commander";

/** How a command ended, for scripts (docs/cli.md). */
export const EXIT_CODES = {
  /** Wrong use, or a failure without a code of its own. */
  failed: 1,
  /** A contract, a node or a signer refuses. Trying the same again will not help. */
  refused: 2,
  /** L1, a node or a signer does not answer. Trying again may help. */
  unreachable: 3,
  /** The command waited for something that did not come in time. */
  timeout: 4,
  /** The acting account has too little Ether for gas, or too few tokens. Sending it some helps. */
  broke: 5,
  /** The transaction has expired: its cancellation is in a block in its place. */
  expired: 6,
  interrupted: 130,
} as const;

const BY_CODE: Readonly<Record<string, number>> = {
  "TRL-L1-010": EXIT_CODES.refused,
  "TRL-L1-012": EXIT_CODES.refused,
  "TRL-CLN-002": EXIT_CODES.refused,
  "TRL-CLN-009": EXIT_CODES.refused,
  "TRL-L1-016": EXIT_CODES.broke,
  "TRL-CLI-033": EXIT_CODES.broke,
  "TRL-L1-040": EXIT_CODES.unreachable,
  "TRL-L1-041": EXIT_CODES.unreachable,
  "TRL-L1-044": EXIT_CODES.unreachable,
  "TRL-L1-045": EXIT_CODES.unreachable,
  "TRL-L1-050": EXIT_CODES.unreachable,
  "TRL-L1-051": EXIT_CODES.refused,
  "TRL-CLN-001": EXIT_CODES.unreachable,
  "TRL-CLI-043": EXIT_CODES.timeout,
  "TRL-CLI-044": EXIT_CODES.refused,
  "TRL-CLI-045": EXIT_CODES.refused,
  "TRL-CLI-046": EXIT_CODES.refused,
  "TRL-CLN-015": EXIT_CODES.expired,
  "TRL-CLN-005": EXIT_CODES.timeout,
};

/** The exit code of a failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  return (error instanceof TrellisError ? BY_CODE[error.code] : undefined) ?? EXIT_CODES.failed;
}
