import type { Proposal, Round } from "../../data/resources.ts";
import { Amount } from "../../show/Amount.tsx";
import { greatest, part, scoreText } from "../../show/amount.ts";
import { Bar } from "../../show/Bar.tsx";
import { AddressLink, ProposalLink } from "../../show/Links.tsx";
import { type Column, Table } from "../../show/Table.tsx";

const OUTCOMES = { final: "won", lost: "lost", void: "void", open: "not decided" } as const;
const ROUNDS = {
  final: "a block became final",
  restarted: "nobody proved a block, so the height began again",
  abandoned: "its parent did not become final, so it was given up",
  open: "not decided yet",
} as const;

/** The proposals of a round, the best first: what each had, and what it would have needed. */
export function RivalsSection({ round, roundCount }: { readonly round: Round; readonly roundCount: number }) {
  const { proposals, commitments, alpha, outcome } = round;
  const most = greatest(
    proposals.flatMap(({ proven, committed }) => [BigInt(proven?.score ?? 0), BigInt(committed.score)]),
  );
  const winnerScore = BigInt(proposals.find((it) => it.outcome === "final")?.proven?.score ?? 0);
  const columns: readonly Column<Proposal>[] = [
    {
      head: "Proposal",
      cell: ({ proposalId, proposer }) => (
        <div>
          <ProposalLink id={proposalId} />
          <span className="under">
            by <AddressLink address={proposer} />
          </span>
        </div>
      ),
    },
    {
      head: "Score",
      cell: ({ proven, committed }) => (
        <Bar
          solid={part(proven?.score ?? "0", most)}
          faint={part(committed.score, most)}
          text={
            proven === null ? `${scoreText(committed.score)} if proven` : `${scoreText(proven.score)} proven`
          }
        />
      ),
    },
    {
      head: "Outcome",
      cell: ({ refund, outcome: it }) => (
        <div>
          <span className={`tag ${it}`}>{OUTCOMES[it]}</span>
          <span className="under">
            {it === "final" ? (
              "bid burned"
            ) : refund === null ? (
              "not refunded yet"
            ) : (
              <>
                lost <Amount wei={refund.lost} />
              </>
            )}
          </span>
        </div>
      ),
    },
    {
      head: "Provers",
      isNumber: true,
      cell: ({ proven, committed }) => `${proven?.seats ?? 0} proven of ${committed.seats}`,
    },
    { head: "Burn bid", isNumber: true, cell: ({ burnBid }) => <Amount wei={burnBid} /> },
    {
      head: "Worth to it",
      isNumber: true,
      cell: ({ value }) => <Amount wei={BigInt(value.reward) + BigInt(value.fees ?? 0)} />,
    },
    { head: "Provers get", isNumber: true, cell: ({ proverShareBps }) => `${proverShareBps / 100} %` },
    { head: "Would have needed", isProse: true, cell: (it) => <Needed of={it} winnerScore={winnerScore} /> },
  ];
  return (
    <section>
      <h2>{roundCount > 1 ? `Round ${round.round}: why it ended so` : "Why it was decided so"}</h2>
      <p>
        Score = provers<sup>α</sup> · bid<sup>2</sup>, with α = {alpha.toFixed(4)} in this round.{" "}
        {commitments} {commitments === 1 ? "proposal was" : "proposals were"} committed; {ROUNDS[outcome]}.
        {commitments > proposals.length && ` The ${proposals.length} best are shown.`}
      </p>
      <p>
        Worth to it: the proposer's part of the reward if all that it names is proven, and the block's fees
        once they are known. What it gains by its own swaps is not known to L1.
      </p>
      <Table
        label="Proposals of the round"
        columns={columns}
        rows={proposals}
        keyOf={({ proposalId }) => proposalId}
        rowClass={({ outcome: it }) => (it === "final" ? "winner" : undefined)}
        empty="Nobody has committed a proposal yet."
      />
    </section>
  );
}

/** What a loser would have needed: a proof first, where it has none. */
function Needed({ of, winnerScore }: { readonly of: Proposal; readonly winnerScore: bigint }) {
  const { needed, outcome, proven, committed } = of;
  if (outcome === "final") return <>nothing: it won</>;
  if (needed === null) return <>—</>;
  const { burnBid, seats } = needed;
  if (proven === null && BigInt(committed.score) > winnerScore) return <>a proof of what it claimed</>;
  if (burnBid === null && seats === null) return <>nothing legal would have been enough</>;
  return (
    <>
      {proven === null && "a proof, and "}
      {burnBid !== null && (
        <>
          a bid of <Amount wei={burnBid} />
        </>
      )}
      {burnBid !== null && seats !== null && " or "}
      {seats !== null && `${seats} provers`}
    </>
  );
}
