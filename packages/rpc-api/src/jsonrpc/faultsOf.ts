import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * The faults that a schema finds, each with its place, as `params[0].owner: expected …`. They never quote the input, neither values nor
 * names of unknown fields.
 * @param root - name of the value that was checked.
 */
export function faultsOf(error: z.ZodError, root: string): string {
  return error.issues.map((issue) => fault(issue, root)).join("; ");
}

function fault(issue: Issue, root: string): string {
  const place = issue.path.reduce<string>(
    (path, key) => path + (typeof key === "number" ? `[${key}]` : `.${String(key)}`),
    root,
  );
  // Zod names unknown fields.
  if (issue.code === "unrecognized_keys") return `${place}: ${issue.keys.length} unknown fields`;
  if (issue.code !== "invalid_union") return `${place}: ${issue.message}`;
  // Exactly one form has a fault inside a value, so that form was meant.
  const meant = issue.errors.filter((issues) => issues.every(isInside));
  return meant.length === 1 && meant[0]!.length > 0
    ? meant[0]!.map((inner) => fault(inner, place)).join("; ")
    : `${place}: ${issue.message}`;
}

/** Whether a fault is within a value of the right kind. */
const isInside = ({ code, path }: Issue): boolean => path.length > 0 || code === "unrecognized_keys";
