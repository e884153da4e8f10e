import type { ErrorContext } from "@trellis/protocol";

/** Why a mempool does not admit a transaction, or has dropped it. */
export interface Refusal {
  /** Stable code, listed in docs/errors.md. */
  readonly code: string;
  /** One snake_case word, fit for a label. */
  readonly reason: string;
  /** For people. */
  readonly message: string;
  /** The values that led to it. */
  readonly context: ErrorContext;
}
