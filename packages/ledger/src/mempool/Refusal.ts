import type { ErrorContext } from "@trellis/protocol";

/** Why a mempool does not admit a transaction, or has dropped it. */
export interface Refusal {
  /** Stable code, listed in docs/errors.md. */
  readonly code: string;
  /** A name in snake_case, for metric labels. */
  readonly reason: string;
  /** The explanation for a user. */
  readonly message: string;
  /** The values that led to it. */
  readonly context: ErrorContext;
}
