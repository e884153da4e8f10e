import { useEffect } from "react";
import { resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { short } from "../show/Links.tsx";
import { useTitle } from "../show/useTitle.ts";

/** Finds out what a hash is of: a transaction or a proposal. */
export function FindPage({ hash }: { readonly hash: string }) {
  useTitle(`Search ${short(hash)}`);
  const transaction = useResource(resources.transaction(hash));
  const proposal = useResource(resources.proposal(hash));
  const target =
    transaction.data !== undefined
      ? `#/transaction/${hash}`
      : proposal.data !== undefined
        ? `#/proposal/${hash}`
        : undefined;
  useEffect(() => {
    // The search itself is no page to come back to.
    if (target !== undefined) location.replace(target);
  }, [target]);
  const isOver = transaction.problem !== undefined && proposal.problem !== undefined;
  const isAbsent = transaction.problem?.status === 404 && proposal.problem?.status === 404;
  return (
    <>
      <h1>Search</h1>
      <p className="hex full">{hash}</p>
      {!isOver && <p className="loading">Asking the node…</p>}
      {isOver && (
        <p role="alert" className="problem">
          {isAbsent
            ? "No final transaction and no committed proposal has this hash. A transaction shows here when its block is final."
            : (transaction.problem?.message ?? "")}
        </p>
      )}
    </>
  );
}
