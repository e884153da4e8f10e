import { resources, type Transaction } from "../data/resources.ts";
import { assetText } from "../show/assetText.ts";
import { AccountLink, HeightLink, TransactionLink } from "../show/Links.tsx";
import { Paged } from "../show/Paged.tsx";
import { type Column, Table } from "../show/Table.tsx";

const COLUMNS: readonly Column<Transaction>[] = [
  { head: "Transaction", cell: ({ hash }) => <TransactionLink hash={hash} /> },
  { head: "Height", cell: ({ height }) => <HeightLink height={height} /> },
  { head: "Kind", cell: ({ kind, forced }) => `${kind}${forced ? ", forced" : ""}` },
  { head: "From", cell: ({ from }) => <AccountLink account={from} /> },
  { head: "To", cell: ({ to }) => <AccountLink account={to} /> },
  { head: "Amount", isNumber: true, cell: ({ amount, asset }) => assetText(amount, asset) },
  { head: "State", cell: ({ failed }) => (failed ? <span className="tag lost">failed</span> : "done") },
];

/** Transactions of final blocks: of an account, of a height, or all. */
export function TransactionsTable({
  account,
  height,
}: {
  readonly account?: number;
  readonly height?: number;
}) {
  return (
    <Paged
      resource={(cursor) =>
        resources.transactions({
          ...(account === undefined ? {} : { account }),
          ...(height === undefined ? {} : { height }),
          cursor,
        })
      }
    >
      {(items) => (
        <Table
          label="Transactions"
          columns={COLUMNS}
          rows={items}
          keyOf={({ height: at, place }) => `${at}/${place}`}
          empty="No user's transaction."
        />
      )}
    </Paged>
  );
}
