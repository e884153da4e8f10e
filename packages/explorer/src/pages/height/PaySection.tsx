import type { Pay } from "../../data/resources.ts";
import { Amount } from "../../show/Amount.tsx";
import { sum } from "../../show/amount.ts";
import { AddressLink, SeatLink } from "../../show/Links.tsx";
import { type Column, Table } from "../../show/Table.tsx";
import { clockText } from "../../show/time.ts";
import { nodeName } from "../../tree/layout.ts";

type SeatPay = Pay["seats"][number];

const REASONS = {
  node: "proved",
  rescue: "stepped in at",
  newSeat: "proved only in a losing block",
} as const;

const COLUMNS: readonly Column<SeatPay>[] = [
  { head: "Seat", cell: ({ seat }) => <SeatLink seat={seat} /> },
  {
    head: "For",
    cell: ({ reason, node }) => `${REASONS[reason]}${node === null ? "" : ` ${nodeName(node)}`}`,
  },
  {
    head: "State",
    cell: ({ paidTo }) =>
      paidTo === null ? (
        "due"
      ) : (
        <span>
          paid to <AddressLink address={paidTo} />
        </span>
      ),
  },
  { head: "Amount", isNumber: true, cell: ({ amount }) => <Amount wei={amount} isExact /> },
];

/** Who is paid, down to the node, adding up to the wei; and what was burned. */
export function PaySection({ pay }: { readonly pay: Pay }) {
  const { burned, pool, proposerReward, fees, proposer, seats } = pay;
  const listed = sum(seats.map(({ amount }) => amount));
  return (
    <section>
      <h2>Who was paid what</h2>
      <p>
        The proposer <AddressLink address={proposer} /> gets{" "}
        {proposerReward === null ? "its reward when it is settled" : <Amount wei={proposerReward} isExact />}{" "}
        and the block's fees, <Amount wei={fees} isExact />.
        {pool !== null && ` Seats can claim from ${clockText(pool.claimsFrom)}.`}
      </p>
      {pool === null ? (
        <p className="empty">
          The reward is not settled yet. Anyone can settle it once the proof window is over.
        </p>
      ) : (
        <Table
          label="Pay of seats"
          columns={COLUMNS}
          rows={seats}
          keyOf={({ seat, node, reason }) => `${seat}/${node}/${reason}`}
          empty="No seat is paid."
          foot={
            <>
              <Total name="Never minted: rounding, unproven nodes, the part that rescuers do not get">
                <Amount wei={pool.neverMinted} isExact />
              </Total>
              <Total name={`Provers' pool${addsUp(pool, listed) ? ", the sum of the rows above" : ""}`}>
                <Amount wei={pool.amount} isExact />
              </Total>
              {proposerReward !== null && (
                <>
                  <Total name="The proposer's part">
                    <Amount wei={proposerReward} isExact />
                  </Total>
                  <Total name="Block reward">
                    <Amount wei={BigInt(pool.amount) + BigInt(proposerReward)} isExact />
                  </Total>
                </>
              )}
            </>
          }
        />
      )}
      <h3>Burned</h3>
      <p>
        The winning bid <Amount wei={burned.bid} isExact />, bonds <Amount wei={burned.bonds} isExact />,
        stakes <Amount wei={burned.stakes} isExact />: together <Amount wei={burned.total} isExact />.
      </p>
    </section>
  );
}

function Total({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <tr>
      <th scope="row" colSpan={3}>
        {name}
      </th>
      <td className="number" data-head="Amount">
        {children}
      </td>
    </tr>
  );
}

/** Whether the rows and what was never minted are the pool, to the wei. */
function addsUp(pool: NonNullable<Pay["pool"]>, listed: bigint): boolean {
  return listed + BigInt(pool.neverMinted) === BigInt(pool.amount);
}
