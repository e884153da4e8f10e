import { useTitle } from "../show/useTitle.ts";
import { TransactionsTable } from "./TransactionsTable.tsx";

/** Users' transactions of final blocks. */
export function TransactionsPage() {
  useTitle("Transactions");
  return (
    <>
      <h1>Transactions of final blocks</h1>
      <TransactionsTable />
    </>
  );
}
