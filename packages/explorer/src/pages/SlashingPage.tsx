import { resources } from "../data/resources.ts";
import { Paged } from "../show/Paged.tsx";
import { useTitle } from "../show/useTitle.ts";
import { CaseStory } from "./CaseStory.tsx";

/** Every case, told as what happened. */
export function SlashingPage() {
  useTitle("Slashing");
  return (
    <>
      <h1>Slashing</h1>
      <p>
        A seat that claims a node of the winning block and does not prove it can be reported. It may answer
        with its proof of that very node. Without an answer, it loses a small part of its stake.
      </p>
      <Paged resource={(cursor) => resources.cases(cursor)}>
        {(items) =>
          items.length === 0 ? (
            <p className="empty">Nobody has been reported.</p>
          ) : (
            items.map((it) => <CaseStory key={`${it.proposalId}/${it.seat}`} of={it} />)
          )
        }
      </Paged>
    </>
  );
}
