import { type Json, type Proposal, resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { Amount } from "../show/Amount.tsx";
import { part } from "../show/amount.ts";
import { Figures } from "../show/Figures.tsx";
import { AccountLink, HeightLink, ProposalLink, short } from "../show/Links.tsx";
import { Paged } from "../show/Paged.tsx";
import { Show } from "../show/Show.tsx";
import { type Column, Table } from "../show/Table.tsx";
import { clockText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";

const OUTCOMES = { final: "won", lost: "lost", void: "void", open: "not decided" } as const;

const PROPOSALS: readonly Column<Proposal>[] = [
  { head: "Height", cell: ({ height }) => <HeightLink height={height} /> },
  { head: "Proposal", cell: ({ proposalId }) => <ProposalLink id={proposalId} /> },
  { head: "Outcome", cell: ({ outcome }) => <span className={`tag ${outcome}`}>{OUTCOMES[outcome]}</span> },
  { head: "Burn bid", isNumber: true, cell: ({ burnBid }) => <Amount wei={burnBid} /> },
  {
    head: "Worth to it",
    isNumber: true,
    cell: ({ value }) => <Amount wei={BigInt(value.reward) + BigInt(value.fees ?? 0)} />,
  },
  { head: "Provers get", isNumber: true, cell: ({ proverShareBps }) => `${proverShareBps / 100} %` },
  {
    head: "Provers",
    isNumber: true,
    cell: ({ proven, committed }) => `${proven?.seats ?? 0} of ${committed.seats}`,
  },
  { head: "Bond", isNumber: true, cell: ({ bond }) => <Amount wei={bond} /> },
  {
    head: "Lost",
    isNumber: true,
    cell: ({ refund }) => (refund === null ? "—" : <Amount wei={refund.lost} />),
  },
];

/** The shares of the reward that it offered: one, or the least and the most with their mean. */
function shareText({ least, mean, most }: NonNullable<Json<"proposer">["sharesBps"]>): string {
  const percent = (bps: number): string => `${bps / 100} %`;
  return least === most
    ? percent(mean)
    : `${percent(least)} to ${percent(most)}, ${percent(mean)} on average`;
}

const ACCOUNTS: readonly Column<Json<"accounts">["items"][number]>[] = [
  { head: "Account", cell: ({ index }) => <AccountLink account={index} /> },
  { head: "Opened", cell: ({ openedAt }) => clockText(openedAt.time) },
];

/** An L1 address: as a proposer, and as the owner of L2 accounts. */
export function AddressPage({ address }: { readonly address: string }) {
  useTitle(`Address ${short(address)}`);
  return (
    <>
      <h1>
        Address <span className="hex">{short(address)}</span>
      </h1>
      <p className="hex full">{address}</p>
      <Show loaded={useResource(resources.proposer(address))}>
        {(proposer) => <ProposerView of={proposer} />}
      </Show>
      <section>
        <h2>L2 accounts that it owns</h2>
        <Paged resource={(cursor) => resources.accounts(address, cursor)}>
          {(items) => (
            <Table
              label="L2 accounts"
              columns={ACCOUNTS}
              rows={items}
              keyOf={({ index }) => index}
              empty="None."
            />
          )}
        </Paged>
      </section>
    </>
  );
}

function ProposerView({ of }: { readonly of: Json<"proposer"> }) {
  const { from, to, commitments, won, burned, lost, rewards, fees, latest } = of;
  const rate = commitments === 0 ? "—" : `${Math.round((100 * won) / commitments)} %`;
  const gain = BigInt(rewards) + BigInt(fees) - BigInt(burned) - BigInt(lost);
  return (
    <section>
      <h2>
        As a proposer, heights {from} to {to}
      </h2>
      <Figures
        of={[
          ["Commitments", commitments],
          ["Won", `${won} (${rate})`],
          ["Bids, all proposals", <Amount key="bids" wei={of.bids} />],
          ["What these were worth", <Amount key="worth" wei={of.worth} />],
          ["Bids, of the worth", of.worth === "0" ? "—" : `${Math.round(100 * part(of.bids, of.worth))} %`],
          ["Offered to provers", of.sharesBps === null ? "—" : shareText(of.sharesBps)],
          ["Bonds at stake now", <Amount key="bonds" wei={of.bondsLocked} />],
          ["Burned bids", <Amount key="burned" wei={burned} />],
          ["Lost of bonds and bids", <Amount key="lost" wei={lost} />],
          ["Rewards", <Amount key="rewards" wei={rewards} />],
          ["Fees", <Amount key="fees" wei={fees} />],
          ["Gain that L1 knows", <Amount key="gain" wei={gain} />],
        ]}
      />
      <p>
        Worth: the proposer's part of the reward if all that a proposal names is proven, and the block's fees
        once they are known. What it gained by its own swaps is not known to L1.
      </p>
      <Table
        label="Latest proposals"
        columns={PROPOSALS}
        rows={latest}
        keyOf={({ proposalId }) => proposalId}
        empty="It has committed no proposal."
      />
    </section>
  );
}
