import { useTitle } from "../show/useTitle.ts";
import { TransactionsTable } from "./TransactionsTable.tsx";

/** One L2 account. */
export function AccountPage({ account }: { readonly account: number }) {
  useTitle(`Account ${account}`);
  return (
    <>
      <h1>L2 account {account}</h1>
      <p>
        Its balances are the ledger's: <code>trellis balance --index {account}</code> asks a node for them.
      </p>
      <h2>Its transactions</h2>
      <TransactionsTable account={account} />
    </>
  );
}
