/** A value in an error's context: small, printable, never a secret. */
export type ErrorContext = Readonly<Record<string, string | number | bigint | boolean | null | undefined>>;

/**
 * The only error class of Trellis. `code` is stable and documented (docs/errors.md); `message` says what was wrong and what to do;
 * `context` names the values that led to it.
 */
export class TrellisError extends Error {
  override readonly name = "TrellisError";
  readonly code: string;
  readonly context: ErrorContext;

  constructor(code: string, message: string, context: ErrorContext = {}, cause?: unknown) {
    super(`${code}: ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.context = context;
  }
}
