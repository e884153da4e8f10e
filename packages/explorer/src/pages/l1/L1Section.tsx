import { type L1Transaction, resources } from "../../data/resources.ts";
import { grouped } from "../../show/amount.ts";
import { etherText, gasPriceText } from "../../show/gasText.ts";
import { AddressLink, short } from "../../show/Links.tsx";
import { Paged } from "../../show/Paged.tsx";
import { type Column, Table } from "../../show/Table.tsx";
import { clockText } from "../../show/time.ts";
import { actText } from "./actText.ts";

/** The transactions that a height took on L1, and their gas. */
export function L1Section({ height }: { readonly height: number }) {
  const columns: readonly Column<L1Transaction>[] = [
    {
      head: "L1 transaction",
      cell: ({ hash }) => (
        <span className="hex" title={hash}>
          {short(hash)}
        </span>
      ),
    },
    { head: "When", cell: ({ at }) => clockText(at.time) },
    {
      head: "What it did",
      isProse: true,
      // A claim may pay for many heights. The table lists the acts of this one.
      cell: ({ acts }) =>
        acts
          .filter((act) => act.height === height)
          .map(actText)
          .join(", "),
    },
    { head: "By", cell: ({ gas }) => (gas === null ? "not read yet" : <AddressLink address={gas.sender} />) },
    { head: "Gas", isNumber: true, cell: ({ gas }) => (gas === null ? "" : grouped(gas.used)) },
    { head: "Gas price", isNumber: true, cell: ({ gas }) => (gas === null ? "" : gasPriceText(gas.price)) },
    { head: "Cost", isNumber: true, cell: ({ gas }) => (gas === null ? "" : etherText(gas.cost)) },
  ];
  return (
    <section>
      <h2>L1 transactions</h2>
      <Paged key={height} resource={(cursor) => resources.l1Transactions(height, cursor)}>
        {(items) => (
          <Table
            label="L1 transactions"
            columns={columns}
            rows={items}
            keyOf={({ hash }) => hash}
            empty="No L1 transaction is about this height yet."
            foot={<TotalGas of={items} />}
          />
        )}
      </Paged>
    </section>
  );
}

/** Gas and cost of the transactions that are shown. */
function TotalGas({ of }: { readonly of: readonly L1Transaction[] }) {
  let [used, cost] = [0, 0n];
  for (const { gas } of of) {
    used += gas?.used ?? 0;
    cost += BigInt(gas?.cost ?? 0);
  }
  return (
    <tr>
      <th scope="row" colSpan={4}>
        Together, as far as it is listed here
      </th>
      <td className="number" data-head="Gas">
        {grouped(used)}
      </td>
      <td />
      <td className="number" data-head="Cost">
        {etherText(cost)}
      </td>
    </tr>
  );
}
