import { TrellisError } from "@trellis/protocol";

/** What one check has found. */
export interface Check {
  /** What was checked, in a word or two. */
  readonly name: string;
  /** `warn`: the node runs, but something costs money or will. `fail`: it does not run, or is not paid. `skip`: an earlier fault hides it. */
  readonly status: "ok" | "warn" | "fail" | "skip";
  /** What was found. */
  readonly says: string;
  /** What to do about it. */
  readonly todo?: string;
  /** Of docs/errors.md. */
  readonly code?: string;
}

/** A check's finding, before it has a name. */
export type Finding = Omit<Check, "name">;

const MAX_CAUSES = 8;

export const ok = (says: string): Finding => ({ status: "ok", says });
export const warn = (says: string, todo: string): Finding => ({ status: "warn", says, todo });
export const fail = (says: string, todo: string): Finding => ({ status: "fail", says, todo });
export const skip = (says: string): Finding => ({ status: "skip", says });

/** Runs a check. What it throws is a failure: an error of Trellis says what to do. */
export async function check(name: string, run: () => Finding | Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await run()) };
  } catch (error) {
    return { name, ...failureOf(error) };
  }
}

/** The failure that an error is. Libraries wrap errors of Trellis, which say more. */
export function failureOf(error: unknown): Finding {
  let cause = error;
  for (let i = 0; cause instanceof Error && !(cause instanceof TrellisError) && i < MAX_CAUSES; i++) {
    cause = cause.cause;
  }
  if (!(cause instanceof TrellisError)) {
    return { status: "fail", says: error instanceof Error ? error.message : String(error) };
  }
  const { code } = cause;
  // The message begins with its code, which is shown beside it.
  return { status: "fail", says: cause.message.replace(`${code}: `, ""), code };
}
