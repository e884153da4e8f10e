import { type Json, resources } from "../data/resources.ts";
import { Amount } from "../show/Amount.tsx";
import { AddressLink, SeatLink } from "../show/Links.tsx";
import { Paged } from "../show/Paged.tsx";
import { type Column, Table } from "../show/Table.tsx";
import { clockText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { seatState } from "./seatState.ts";

type Seat = Json<"provers">["items"][number];

const COLUMNS: readonly Column<Seat>[] = [
  { head: "Seat", cell: ({ seat }) => <SeatLink seat={seat} /> },
  { head: "State", cell: seatState },
  { head: "Stake", isNumber: true, cell: ({ stake }) => <Amount wei={stake} /> },
  { head: "Paid to", cell: ({ payout }) => (payout === null ? "nobody" : <AddressLink address={payout} />) },
  { head: "Joined", cell: ({ joinedAt }) => (joinedAt === null ? "" : clockText(joinedAt.time)) },
];

/** Seats that somebody has held. */
export function ProversPage() {
  useTitle("Provers");
  return (
    <>
      <h1>Prover seats</h1>
      <Paged resource={resources.provers}>
        {(items) => (
          <Table
            label="Prover seats"
            columns={COLUMNS}
            rows={items}
            keyOf={({ seat }) => seat}
            empty="Nobody has staked yet."
          />
        )}
      </Paged>
    </>
  );
}
