import { resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { assetText } from "../show/assetText.ts";
import { Figures } from "../show/Figures.tsx";
import { AddressLink } from "../show/Links.tsx";
import { Show } from "../show/Show.tsx";
import { useTitle } from "../show/useTitle.ts";
import { TransactionsTable } from "./TransactionsTable.tsx";

/** One L2 account. */
export function AccountPage({ account }: { readonly account: number }) {
  useTitle(`Account ${account}`);
  const loaded = useResource(resources.account(account), "block");
  return (
    <>
      <h1>L2 account {account}</h1>
      <Show loaded={loaded}>
        {({ owner, standing }) => (
          <>
            <p>
              Its L1 owner, who gets its withdrawals: <AddressLink address={owner} />
            </p>
            {standing === null ? (
              <p>This node has not executed its first deposit yet.</p>
            ) : (
              <Figures
                of={[
                  ["Balance of asset 0", assetText(standing.balances[0], 0)],
                  ["Balance of asset 1", assetText(standing.balances[1], 1)],
                  ["Next nonce", standing.nonce],
                  ["As of height", standing.height],
                ]}
              />
            )}
          </>
        )}
      </Show>
      <h2>Its transactions</h2>
      <TransactionsTable account={account} />
    </>
  );
}
