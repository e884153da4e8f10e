import type { Bid, Round } from "../../data/resources.ts";
import { Amount } from "../../show/Amount.tsx";
import { amountText, greatest, part, scoreText } from "../../show/amount.ts";
import { Bar } from "../../show/Bar.tsx";
import { AddressLink, ProposalLink, short } from "../../show/Links.tsx";
import { type Column, Table } from "../../show/Table.tsx";
import { type ProposalNow, proposalsNow } from "./proposalsNow.ts";

/** Proposals shown at once. */
const SHOWN = 64;

/** Proposals of a height, those with the best scores first: what is proven, what is only claimed, and votes. */
export function ProposalsNow({
  bids,
  round,
}: {
  readonly bids: readonly Bid[];
  readonly round: Round | undefined;
}) {
  const rows = proposalsNow(bids, round);
  const most = greatest(rows.flatMap(({ score, proven }) => [score, proven]));
  const columns: readonly Column<ProposalNow>[] = [
    {
      head: "Proposal",
      cell: ({ id, isCommitted }) =>
        isCommitted ? <ProposalLink id={id} /> : <span className="hex">{short(id)}</span>,
    },
    { head: "By", cell: ({ proposer }) => <AddressLink address={proposer} /> },
    {
      head: "Provers^α · bid²",
      cell: ({ seats, provenSeats, score, proven, burnBid, isCommitted }) =>
        isCommitted ? (
          <Bar
            solid={part(proven, most)}
            faint={part(score, most)}
            text={
              proven > 0n
                ? `${provenSeats} proven of ${seats}: ${scoreText(proven)}`
                : `${seats} provers · ${amountText(burnBid, 3)} TRL: ${scoreText(score)}`
            }
          />
        ) : (
          "not committed yet"
        ),
    },
    { head: "Burn bid", isNumber: true, cell: ({ burnBid }) => <Amount wei={burnBid} /> },
    {
      head: "Votes",
      isNumber: true,
      cell: ({ votes }) =>
        votes === null
          ? "none seen"
          : `${votes.votes} from ${votes.seats} ${votes.seats === 1 ? "seat" : "seats"}`,
    },
    {
      head: "State",
      cell: ({ isCommitted, proven }) => (proven > 0n ? "proven" : isCommitted ? "committed" : "proposed"),
    },
  ];
  return (
    <section>
      <h3>Proposals</h3>
      <Table
        label="Proposals of the running height"
        columns={columns}
        rows={rows.slice(0, SHOWN)}
        keyOf={({ id }) => id}
        empty="No proposal has arrived yet."
      />
    </section>
  );
}
