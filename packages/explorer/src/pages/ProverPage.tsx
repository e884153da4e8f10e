import { type Json, resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { Amount } from "../show/Amount.tsx";
import { Figures } from "../show/Figures.tsx";
import { AddressLink } from "../show/Links.tsx";
import { Show } from "../show/Show.tsx";
import { type Column, Table } from "../show/Table.tsx";
import { clockText, dayText, millisText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { CaseStory } from "./CaseStory.tsx";
import { paceText } from "./paceText.ts";
import { seatState } from "./seatState.ts";

type Prover = Json<"prover">;
type Kind = NonNullable<Prover["speed"]>["kinds"][number];
type Day = Prover["income"]["days"][number];
type SeatEvent = Prover["events"][number];

const SPEED: readonly Column<Kind>[] = [
  { head: "Kind", cell: ({ kind }) => kind },
  { head: "Proofs", isNumber: true, cell: ({ proofs }) => proofs },
  { head: "Median time", isNumber: true, cell: ({ medianMs }) => millisText(medianMs) },
  {
    head: "Others' median",
    isNumber: true,
    cell: ({ othersMedianMs }) => (othersMedianMs === null ? "none seen" : millisText(othersMedianMs)),
  },
  { head: "Against the others", cell: paceText },
];

const DAYS: readonly Column<Day>[] = [
  { head: "Day (UTC)", cell: ({ day }) => dayText(day) },
  { head: "Blocks", isNumber: true, cell: ({ blocks }) => blocks },
  { head: "Earned", isNumber: true, cell: ({ earned }) => <Amount wei={earned} /> },
  { head: "Slashed", isNumber: true, cell: ({ slashed }) => <Amount wei={slashed} /> },
];

const KINDS = {
  joined: "joined",
  keyRotated: "changed its key",
  exitRequested: "asked to leave",
  stakeWithdrawn: "took its stake out",
  stakeToppedUp: "added to its stake",
  payoutChanged: "changed who is paid",
  paused: "paused",
  resumed: "resumed",
  stakeSlashed: "was slashed",
} as const;

const EVENTS: readonly Column<SeatEvent>[] = [
  { head: "When", cell: ({ at }) => clockText(at.time) },
  { head: "What", cell: ({ kind }) => KINDS[kind] },
  { head: "Who", cell: ({ account }) => (account === null ? "" : <AddressLink address={account} />) },
  { head: "Amount", isNumber: true, cell: ({ amount }) => (amount === null ? "" : <Amount wei={amount} />) },
];

/** One seat: what it is, what it did, what it earned. */
export function ProverPage({ seat }: { readonly seat: number }) {
  useTitle(`Seat ${seat}`);
  return (
    <>
      <h1>Seat {seat}</h1>
      <Show loaded={useResource(resources.prover(seat))}>{(prover) => <ProverView of={prover} />}</Show>
    </>
  );
}

function ProverView({ of }: { readonly of: Prover }) {
  const { from, to, committedBlocks, deliveredBlocks, committedNodes, rescuedNodes, speed, cases, events } =
    of;
  const reliability =
    committedBlocks === 0 ? "never named" : `${Math.round((100 * deliveredBlocks) / committedBlocks)} %`;
  return (
    <>
      <Figures
        of={[
          ["State", seatState(of)],
          ["Stake", <Amount key="stake" wei={of.stake} />],
          ["Paid to", of.payout === null ? "nobody" : <AddressLink key="to" address={of.payout} />],
          ["Joined", of.joinedAt === null ? "never" : clockText(of.joinedAt.time)],
          ...(of.exitAt === null ? [] : [["Stake may leave", clockText(of.exitAt)] as const]),
        ]}
      />
      <section>
        <h2>
          Heights {from} to {to}
        </h2>
        <Figures
          of={[
            ["Blocks that named it", committedBlocks],
            ["Of these, with a proof of it", deliveredBlocks],
            ["Missed blocks", committedBlocks - deliveredBlocks],
            ["Reliability", reliability],
            ["Nodes proven as named", committedNodes],
            ["Nodes stepped in for", rescuedNodes],
            ["Claimed", <Amount key="claimed" wei={of.claimed} />],
            ["Can be claimed", <Amount key="due" wei={of.due} />],
            ["Slashed", <Amount key="slashed" wei={of.slashed} />],
          ]}
        />
      </section>
      <section>
        <h2>Income</h2>
        <Figures
          of={[
            [
              "In a day, at the pace of these heights",
              of.income.perDay === null ? "not known" : <Amount key="day" wei={of.income.perDay} />,
            ],
          ]}
        />
        <Table
          label="Income by day"
          columns={DAYS}
          rows={of.income.days}
          keyOf={({ day }) => day}
          empty="No final block of these heights has paid it or cost it stake."
        />
        <p>Whom a proposer names for a node is not on L1, so what it misses shows as blocks, not as nodes.</p>
      </section>
      <section>
        <h2>Speed</h2>
        {speed === null ? (
          <p className="empty">This node has seen no proof of the seat arrive.</p>
        ) : (
          <>
            <p>From claim to proof, as this node saw it.</p>
            <Table
              label="Speed"
              columns={SPEED}
              rows={speed.kinds}
              keyOf={({ kind }) => kind}
              empty="No proofs."
            />
          </>
        )}
      </section>
      <section>
        <h2>Cases</h2>
        {cases.length === 0 && <p className="empty">Nobody has reported this seat.</p>}
        {cases.map((it) => (
          <CaseStory key={it.proposalId} of={it} />
        ))}
      </section>
      <section>
        <h2>What happened to it</h2>
        <Table
          label="Events of the seat"
          columns={EVENTS}
          rows={events}
          keyOf={({ kind, at }) => `${at.l1Block}/${kind}`}
          empty="Nothing: nobody has held it."
        />
      </section>
    </>
  );
}
