/** A point of a chart. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const [WIDTH, HEIGHT] = [400, 120];

/** A line over heights, with its last value in words. */
export function LineChart({
  title,
  points,
  range,
  target,
  digits,
}: {
  readonly title: string;
  readonly points: readonly Point[];
  /** Least and greatest value of the axis; those of the points without it. */
  readonly range?: readonly [number, number] | undefined;
  /** A value that a dashed line shows. */
  readonly target?: number | undefined;
  readonly digits: number;
}) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const values = [...points.map(({ y }) => y), ...(target === undefined ? [] : [target])];
  const [low, high] = range ?? [Math.min(0, ...values), Math.max(...values, 1e-9)];
  const x = (at: number): number =>
    first.x === last.x ? WIDTH / 2 : ((at - first.x) / (last.x - first.x)) * WIDTH;
  const y = (value: number): number => HEIGHT - ((value - low) / Math.max(1e-9, high - low)) * HEIGHT;
  const text = (value: number): string => String(Number(value.toFixed(digits)));
  const [least, most] = [Math.min(...points.map((it) => it.y)), Math.max(...points.map((it) => it.y))];
  return (
    <figure>
      <figcaption>
        {title}: <b>{text(last.y)}</b> <span className="unit">at height {last.x}</span>
      </figcaption>
      <svg
        className="chart"
        viewBox={`-4 -6 ${WIDTH + 8} ${HEIGHT + 12}`}
        role="img"
        aria-label={`${title}, heights ${first.x} to ${last.x}: from ${text(least)} to ${text(most)}, at last ${text(last.y)}`}
      >
        <path className="axis" d={`M0 0H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
        {target !== undefined && <path className="target" d={`M0 ${y(target)}H${WIDTH}`} />}
        <polyline points={points.map((it) => `${x(it.x)},${y(it.y)}`).join(" ")} />
        {points.length <= 60 && points.map((it) => <circle key={it.x} cx={x(it.x)} cy={y(it.y)} r="2.5" />)}
      </svg>
      <p className="scale">
        <span>
          {text(low)} to {text(high)}
          {target !== undefined && `, dashed: target ${target}`}
        </span>
        <span>
          heights {first.x}–{last.x}
        </span>
      </p>
    </figure>
  );
}
