import { TrellisError } from "@trellis/protocol";
import { type Problem, problem } from "@trellis/rpc-api";

/** Statuses of the codes that the API answers with. All others are faults of the node. */
const STATUS: Readonly<Record<string, { readonly status: number; readonly title: string }>> = {
  "TRL-IDX-004": { status: 503, title: "not ready" },
  "TRL-IDX-005": { status: 400, title: "wrong parameters" },
  "TRL-IDX-006": { status: 404, title: "not there" },
  "TRL-IDX-007": { status: 429, title: "too many requests" },
  "TRL-IDX-008": { status: 404, title: "no such resource" },
  "TRL-IDX-009": { status: 405, title: "read only" },
  "TRL-IDX-010": { status: 503, title: "too many streams" },
  "TRL-IDX-014": { status: 404, title: "no explorer" },
};

/** What a client is told of an error. The details of faults stay in the node's log. */
export function problemOf(error: unknown): Problem {
  const known = error instanceof TrellisError ? STATUS[error.code] : undefined;
  if (known !== undefined) {
    const { code, message } = error as TrellisError;
    return { type: "about:blank", ...known, detail: message.replace(`${code}: `, ""), code };
  }
  return {
    type: "about:blank",
    title: "the node failed",
    status: 500,
    detail: "the node failed to answer; its log says why",
    code: "TRL-IDX-011",
  };
}

/** An error as a response. */
export function problemResponse(error: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const body = problem.parse(problemOf(error));
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
