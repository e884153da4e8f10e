import { type Pool, resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { assetText } from "../show/assetText.ts";
import { LineChart } from "../show/LineChart.tsx";
import { HeightLink } from "../show/Links.tsx";
import { Paged } from "../show/Paged.tsx";
import { Show } from "../show/Show.tsx";
import { type Column, Table } from "../show/Table.tsx";
import { clockText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { poolPrice } from "./poolPrice.ts";

/** Heights that the charts show. */
const SHOWN = 200;

const priceText = (of: Pool): string => poolPrice(of.reserves)?.toPrecision(6) ?? "none yet";

const COLUMNS: readonly Column<Pool>[] = [
  { head: "Height", cell: ({ height }) => <HeightLink height={height} /> },
  { head: "Reserve of asset 0", isNumber: true, cell: ({ reserves }) => assetText(reserves[0], 0) },
  { head: "Reserve of asset 1", isNumber: true, cell: ({ reserves }) => assetText(reserves[1], 1) },
  { head: "Price", isNumber: true, cell: priceText },
  { head: "Swaps", isNumber: true, cell: ({ swaps }) => swaps },
  {
    head: "Sold to the pool",
    isNumber: true,
    cell: ({ sold }) => (
      <div>
        {assetText(sold[0], 0)}
        <span className="under">{assetText(sold[1], 1)}</span>
      </div>
    ),
  },
  { head: "Final at", cell: ({ finalAt }) => clockText(finalAt.time) },
];

/** The pool over heights: reserves, price, swaps. */
export function PoolPage() {
  useTitle("Pool");
  return (
    <>
      <h1>Pool</h1>
      <p>
        The price is what one unit of asset 0 costs in asset 1, by the reserves after the block. A swap gets a
        little less: 0.3 % of what it sells stays in the pool, and its own size moves the price.
      </p>
      <Show loaded={useResource(resources.pool(SHOWN), "block")}>
        {({ items }) => <Charts items={items.toReversed()} />}
      </Show>
      <Paged resource={(cursor) => resources.pool(50, cursor)}>
        {(items) => (
          <Table
            label="The pool after each final block"
            columns={COLUMNS}
            rows={items}
            keyOf={({ height }) => height}
            empty="No block is final yet."
          />
        )}
      </Paged>
    </>
  );
}

function Charts({ items }: { readonly items: readonly Pool[] }) {
  const priced = items.flatMap(({ height, reserves }) => {
    const y = poolPrice(reserves);
    return y === undefined ? [] : [{ x: height, y }];
  });
  if (priced.length === 0) return <p className="empty">The pool was not seeded yet.</p>;
  const reserve = (asset: 0 | 1) =>
    items.map(({ height, reserves }) => ({ x: height, y: Number(reserves[asset]) / 1e18 }));
  return (
    <div className="charts">
      <LineChart title="Price of asset 0 in asset 1" points={priced} digits={6} />
      <LineChart
        title="Swaps of a block"
        points={items.map(({ height, swaps }) => ({ x: height, y: swaps }))}
        digits={0}
      />
      <LineChart title="Reserve of asset 0, TRL" points={reserve(0)} digits={3} />
      <LineChart title="Reserve of asset 1" points={reserve(1)} digits={3} />
    </div>
  );
}
