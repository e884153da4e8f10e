import type { Resource } from "./resources.ts";

/** An answer that is none: what was wrong, and what to do. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, detail: string) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

/** Asks the node. @throws ProblemError if it refuses or cannot be reached. */
export async function fetchResource<Result>(
  { path }: Resource<Result>,
  signal: AbortSignal,
): Promise<Result> {
  let response: Response;
  try {
    response = await fetch(path, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ProblemError("", 0, "The node does not answer. The page asks again by itself.");
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as Result;
  const { code, detail } = (body ?? {}) as { readonly code?: unknown; readonly detail?: unknown };
  throw new ProblemError(
    typeof code === "string" ? code : "",
    response.status,
    typeof detail === "string" ? detail : `The node answered with status ${response.status}.`,
  );
}
