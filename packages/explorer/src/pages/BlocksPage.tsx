import { resources, type Summary } from "../data/resources.ts";
import { Amount } from "../show/Amount.tsx";
import { AddressLink, HeightLink } from "../show/Links.tsx";
import { marginText } from "../show/marginText.ts";
import { Paged } from "../show/Paged.tsx";
import { ScoreFormula } from "../show/ScoreFormula.tsx";
import { type Column, Table } from "../show/Table.tsx";
import { clockText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { Coverage } from "./Coverage.tsx";

const COLUMNS: readonly Column<Summary>[] = [
  { head: "Height", cell: ({ height }) => <HeightLink height={height} /> },
  { head: "Won by", cell: ({ proposer }) => <AddressLink address={proposer} /> },
  {
    head: "With",
    cell: ({ provenSeats, alpha, burned, margin }) => (
      <div>
        <ScoreFormula seats={provenSeats} alpha={alpha} bid={burned} score={margin.winnerScore} />
        <span className="under">{marginText(margin)}</span>
      </div>
    ),
  },
  { head: "Burned", isNumber: true, cell: ({ burned }) => <Amount wei={burned} /> },
  {
    head: "Reward",
    isNumber: true,
    cell: ({ reward }) =>
      reward === null ? "not settled" : <Amount wei={BigInt(reward.proposer) + BigInt(reward.pool)} />,
  },
  { head: "Transactions", isNumber: true, cell: ({ transactions }) => transactions },
  { head: "Rivals", isNumber: true, cell: ({ commitments }) => commitments - 1 },
  { head: "Final at", cell: ({ finalAt }) => clockText(finalAt.time) },
];

/** Home: final blocks, the newest first. */
export function BlocksPage() {
  useTitle("Blocks");
  return (
    <>
      <h1>Final blocks</h1>
      <Coverage />
      <Paged resource={(cursor) => resources.heights(50, cursor)}>
        {(items) => (
          <Table
            label="Final blocks"
            columns={COLUMNS}
            rows={items}
            keyOf={({ height }) => height}
            empty="No block is final yet. The page Now shows the height that runs."
          />
        )}
      </Paged>
    </>
  );
}
