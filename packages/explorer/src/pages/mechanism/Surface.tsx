import type { Summary } from "../../data/resources.ts";
import { amountText, scoreText } from "../../show/amount.ts";

const [WIDTH, HEIGHT] = [640, 320];
const [COLUMNS, ROWS] = [40, 20];

/** The score as a surface over provers and bid, darker where it is higher, with each recent block as a point on it. */
export function Surface({ blocks }: { readonly blocks: readonly Summary[] }) {
  const last = blocks.at(-1)!;
  const bidOf = ({ burned }: Summary): number => Number(burned) / 1e18;
  const maxSeats = Math.ceil(1.25 * Math.max(2, ...blocks.map(({ provenSeats }) => provenSeats)));
  const maxBid = 1.25 * Math.max(1e-9, ...blocks.map(bidOf));
  const top = last.alpha * Math.log(maxSeats) + 2 * Math.log(maxBid);
  const cells = Array.from({ length: COLUMNS * ROWS }, (_, i) => {
    const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)];
    const seats = ((column + 0.5) / COLUMNS) * maxSeats;
    const bid = ((row + 0.5) / ROWS) * maxBid;
    // Logarithms show the shape; bands make lines of equal score.
    const below = top - (last.alpha * Math.log(seats) + 2 * Math.log(bid));
    const band = Math.max(0, 8 - Math.floor(below * 1.2));
    return { column, row, band };
  });
  return (
    <section>
      <h2>The score as a surface</h2>
      <p>
        Score = provers<sup>α</sup> · bid<sup>2</sup> with the latest α, {last.alpha.toFixed(4)}. Each point
        is a block. To the right: more provers, up to {maxSeats}. Upwards: a higher bid, up to{" "}
        {maxBid.toPrecision(3)} TRL. Stronger colour: a higher score.
      </p>
      <svg
        className="surface"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${blocks.length} blocks by provers and bid; the latest has ${last.provenSeats} provers, a bid of ${amountText(last.burned, 4)} TRL and a score of ${scoreText(last.margin.winnerScore)}`}
      >
        {cells.map(({ column, row, band }) => (
          <rect
            key={`${column}/${row}`}
            x={(column * WIDTH) / COLUMNS}
            y={HEIGHT - ((row + 1) * HEIGHT) / ROWS}
            width={WIDTH / COLUMNS}
            height={HEIGHT / ROWS}
            shapeRendering="crispEdges"
            fillOpacity={band / 12}
          />
        ))}
        {blocks.map((block) => (
          <circle
            key={block.height}
            className={block === last ? "last" : undefined}
            cx={(block.provenSeats / maxSeats) * WIDTH}
            cy={HEIGHT - (bidOf(block) / maxBid) * HEIGHT}
            r={block === last ? 6 : 4}
          >
            <title>{`height ${block.height}: ${block.provenSeats} provers, ${amountText(block.burned, 4)} TRL, score ${scoreText(block.margin.winnerScore)}`}</title>
          </circle>
        ))}
      </svg>
    </section>
  );
}
