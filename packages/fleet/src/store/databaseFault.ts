import { TrellisError } from "@trellis/protocol";

/** What a database says of an error, without what it was given: that may hold a password. */
export function databaseFault(cause: unknown): TrellisError {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  const shown = typeof code === "string" && /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : "no answer";
  return new TrellisError(
    "TRL-FLT-002",
    `the database of the proving queue cannot be used (${shown}): check that it runs, and the URL in its file`,
    { reason: shown },
  );
}
