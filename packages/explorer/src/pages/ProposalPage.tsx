import { resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { Amount } from "../show/Amount.tsx";
import { Figures } from "../show/Figures.tsx";
import { AddressLink, HeightLink, SeatLink, short } from "../show/Links.tsx";
import { ScoreFormula } from "../show/ScoreFormula.tsx";
import { Show } from "../show/Show.tsx";
import { clockText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { CaseStory } from "./CaseStory.tsx";
import { TreeSection } from "./TreeSection.tsx";

const OUTCOMES = {
  final: "It won.",
  lost: "It lost: another block of its round became final.",
  void: "Its round ended without a block on its parent.",
  open: "It is not decided yet.",
} as const;
/** Seats that are named one by one. */
const MAX_SEATS = 256;

/** One committed proposal. */
export function ProposalPage({ id }: { readonly id: string }) {
  useTitle(`Proposal ${short(id)}`);
  const loaded = useResource(resources.proposal(id));
  return (
    <>
      <h1>
        Proposal <span className="hex">{short(id)}</span>
      </h1>
      <p className="hex full">{id}</p>
      <Show loaded={loaded}>
        {({
          height,
          proposer,
          burnBid,
          alpha,
          committed,
          proven,
          outcome,
          votes,
          committedSeats,
          cases,
          ...rest
        }) => (
          <>
            <p className="lead">
              {OUTCOMES[outcome]} Height <HeightLink height={height} /> has its rivals.
            </p>
            <Figures
              of={[
                ["Proposer", <AddressLink key="by" address={proposer} />],
                ["Burn bid", <Amount key="bid" wei={burnBid} />],
                ["Provers get", `${rest.proverShareBps / 100} % of the reward`],
                ["Depth", rest.depth],
                ["Committed at", clockText(committed.at.time)],
                [
                  "Claimed",
                  <ScoreFormula
                    key="claimed"
                    seats={committed.seats}
                    alpha={alpha}
                    bid={burnBid}
                    score={committed.score}
                  />,
                ],
                [
                  "Proven",
                  proven === null ? (
                    "nothing"
                  ) : (
                    <ScoreFormula
                      key="proven"
                      seats={proven.seats}
                      alpha={alpha}
                      bid={burnBid}
                      score={proven.score}
                    />
                  ),
                ],
                [
                  "Votes",
                  votes === null
                    ? "not seen"
                    : `${votes.votes} from ${votes.seats} ${votes.seats === 1 ? "seat" : "seats"}`,
                ],
              ]}
            />
            <TreeSection id={id} depth={rest.depth} isRunning={outcome === "open"} />
            <section>
              <h2>Seats that it names</h2>
              <p className="seats">
                {committedSeats.slice(0, MAX_SEATS).map((seat) => (
                  <SeatLink key={seat} seat={seat} />
                ))}
                {committedSeats.length > MAX_SEATS && `and ${committedSeats.length - MAX_SEATS} more`}
                {committedSeats.length === 0 && "none"}
              </p>
            </section>
            {cases.map((it) => (
              <CaseStory key={it.seat} of={it} />
            ))}
          </>
        )}
      </Show>
    </>
  );
}
