import type { Case } from "../data/resources.ts";
import { Amount } from "../show/Amount.tsx";
import { AddressLink, HeightLink, ProposalLink, SeatLink } from "../show/Links.tsx";
import { clockText } from "../show/time.ts";
import { nodeName } from "../tree/layout.ts";

/** A case told in the order of what happened (R8). */
export function CaseStory({ of }: { readonly of: Case }) {
  const { seat, height, proposalId, reports, cleared, open, answerBy, settled } = of;
  return (
    <article className="story">
      <h3>
        <SeatLink seat={seat} /> at height <HeightLink height={height} />: {verdictOf(of)}
      </h3>
      <ol>
        <li>
          It claimed nodes of the block <ProposalLink id={proposalId} />, and no kept proof shows it there.
        </li>
        {reports.map(({ reporter, nodes, at }) => (
          <li key={`${at.l1Block}/${nodes.join()}`}>
            <AddressLink address={reporter} /> reported {namesOf(nodes)} at {clockText(at.time)}.
          </li>
        ))}
        {cleared.map(({ node, at }) => (
          <li key={node}>
            It answered for node {nodeName(node)} with its proof at {clockText(at.time)}: the report is void.
          </li>
        ))}
        {settled === null ? (
          <li>
            {open.length === 0
              ? "Nothing is left to answer."
              : `It can answer for ${namesOf(open)} until ${clockText(answerBy)}.`}
          </li>
        ) : settled.taken === "0" ? (
          <li>The case was settled at {clockText(settled.at.time)}. Nothing was taken.</li>
        ) : (
          <li>
            It gave no answer for {namesOf(open)}. At {clockText(settled.at.time)} the court took{" "}
            <Amount wei={settled.taken} isExact /> of its stake: <Amount wei={settled.bounty} isExact /> for
            the reporter <AddressLink address={settled.reporter} />, and{" "}
            <Amount wei={settled.burned} isExact /> was burned.
          </li>
        )}
      </ol>
    </article>
  );
}

/** How a case stands, in a few words. */
function verdictOf({ state, settled, open }: Case): string {
  if (state === "open") return open.length === 0 ? "answered, not settled yet" : "waits for an answer";
  return settled === null || settled.taken === "0" ? "answered in time" : "slashed";
}

const namesOf = (nodes: readonly number[]): string =>
  `${nodes.length === 1 ? "node" : "nodes"} ${nodes.map(nodeName).join(", ")}`;
