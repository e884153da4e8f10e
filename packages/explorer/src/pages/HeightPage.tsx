import { useEffect } from "react";
import { type Height, resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { Amount } from "../show/Amount.tsx";
import { Figures } from "../show/Figures.tsx";
import { AddressLink } from "../show/Links.tsx";
import { marginText } from "../show/marginText.ts";
import { ScoreFormula } from "../show/ScoreFormula.tsx";
import { Show } from "../show/Show.tsx";
import { clockText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { CaseStory } from "./CaseStory.tsx";
import { PaySection } from "./height/PaySection.tsx";
import { PhasesSection } from "./height/PhasesSection.tsx";
import { RivalsSection } from "./height/RivalsSection.tsx";
import { L1Section } from "./l1/L1Section.tsx";
import { TransactionsTable } from "./TransactionsTable.tsx";
import { TreeSection } from "./TreeSection.tsx";

/** One height: why the winner won, its phases, who was paid what, the proof tree, its cases. */
export function HeightPage({ height }: { readonly height: number }) {
  useTitle(`Height ${height}`);
  useArrows(height);
  const loaded = useResource(resources.height(height));
  return (
    <>
      <div className="title">
        <h1>Height {height}</h1>
        <p className="pager">
          {height > 1 && <a href={`#/height/${height - 1}`}>← {height - 1}</a>}
          <a href={`#/height/${height + 1}`}>{height + 1} →</a>
        </p>
      </div>
      <Show loaded={loaded}>{(data) => <HeightView data={data} />}</Show>
    </>
  );
}

function HeightView({ data }: { readonly data: Height }) {
  const { final, rounds, pay, cases } = data;
  return (
    <>
      {final === null ? (
        <p>
          This height is not decided yet. <a href="#/now">Now</a> shows it as it happens.
        </p>
      ) : (
        <>
          <p className="lead">
            <AddressLink address={final.proposer} /> won with{" "}
            <ScoreFormula
              seats={final.provenSeats}
              alpha={final.alpha}
              bid={final.burned}
              score={final.margin.winnerScore}
            />
            : {marginText(final.margin)}.
          </p>
          <Figures
            of={[
              ["Final at", clockText(final.finalAt.time)],
              ["L1 block", final.finalAt.l1Block],
              ["Rounds", final.rounds],
              ["Provers", `${final.provenSeats} of ${final.committedSeats} named`],
              ["Burned bid", <Amount key="burned" wei={final.burned} />],
              ["Transactions", final.transactions],
              ["Fees", <Amount key="fees" wei={final.fees} />],
            ]}
          />
        </>
      )}
      {rounds.map((round) => (
        <div key={round.roundId}>
          <RivalsSection round={round} roundCount={rounds.length} />
          <PhasesSection round={round} final={final} />
        </div>
      ))}
      {pay !== null && <PaySection pay={pay} />}
      {final !== null && <TreeSection id={final.winner} />}
      <section>
        <h2>Cases against seats</h2>
        {cases.length === 0 ? (
          <p className="empty">Nobody was reported for this height.</p>
        ) : (
          cases.map((it) => <CaseStory key={it.seat} of={it} />)
        )}
      </section>
      {final !== null && (
        <section>
          <h2>Transactions</h2>
          <TransactionsTable height={data.height} />
        </section>
      )}
      <L1Section height={data.height} />
    </>
  );
}

/** The keys ← and → lead to the heights beside this one. */
function useArrows(height: number): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // In a field, a table or a picture that scrolls, the arrows have another meaning.
      const isBusy =
        event.target instanceof Element && event.target.closest("input, .scroll, .tree") !== null;
      if (isBusy || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key === "ArrowLeft" && height > 1) location.hash = `#/height/${height - 1}`;
      if (event.key === "ArrowRight") location.hash = `#/height/${height + 1}`;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [height]);
}
