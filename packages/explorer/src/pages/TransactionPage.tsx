import { resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { assetText } from "../show/assetText.ts";
import { Figures } from "../show/Figures.tsx";
import { AccountLink, HeightLink, ProposalLink, short } from "../show/Links.tsx";
import { Show } from "../show/Show.tsx";
import { clockText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";

/** One transaction of a final block. */
export function TransactionPage({ hash }: { readonly hash: string }) {
  useTitle(`Transaction ${short(hash)}`);
  return (
    <>
      <h1>
        Transaction <span className="hex">{short(hash)}</span>
      </h1>
      <p className="hex full">{hash}</p>
      <Show loaded={useResource(resources.transaction(hash))}>
        {(it) => (
          <>
            <p className="lead">
              {it.failed ? "It is final, and it failed: nothing moved." : "It is final."}
              {it.forced && " Its owner forced it on L1."}
            </p>
            <Figures
              of={[
                ["Kind", it.kind],
                ["From", <AccountLink key="from" account={it.from} />],
                ["To", <AccountLink key="to" account={it.to} />],
                ["Amount", assetText(it.amount, it.asset, true)],
                ...(it.minimumOut === null
                  ? []
                  : [["Takes at least", assetText(it.minimumOut, it.asset === 0 ? 1 : 0, true)] as const]),
                ["Fee", assetText(it.fee, 0, true)],
                ["Nonce", it.nonce],
                ["Height", <HeightLink key="height" height={it.height} />],
                ["Block", <ProposalLink key="block" id={it.proposalId} />],
                ["Place in the block", it.place],
                ["Final at", clockText(it.finalAt.time)],
              ]}
            />
          </>
        )}
      </Show>
    </>
  );
}
