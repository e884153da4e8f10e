import { TrellisError } from "@trellis/protocol";

/** The contract's error name if it refused a call (TRL-L1-010); undefined for other failures. */
export function refusal(error: unknown): string | undefined {
  if (!(error instanceof TrellisError) || error.code !== "TRL-L1-010") return undefined;
  const name = error.context.error;
  return typeof name === "string" ? name : undefined;
}
