import type { ReactNode } from "react";
import type { Loaded } from "../data/useResource.ts";

/** A resource once it is there; before, that it is coming; instead, what is wrong. */
export function Show<Result>({
  loaded: { data, problem },
  children,
}: {
  readonly loaded: Loaded<Result>;
  readonly children: (data: Result) => ReactNode;
}) {
  return (
    <>
      {problem !== undefined && (
        <p role="alert" className="problem">
          {problem.message} {problem.code !== "" && <code>{problem.code}</code>}
        </p>
      )}
      {data !== undefined && children(data)}
      {data === undefined && problem === undefined && <p className="loading">Asking the node…</p>}
    </>
  );
}
