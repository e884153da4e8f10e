/** What a node took at a height. */
export interface Sample {
  readonly height: number;
  readonly memoryMib: number;
  readonly diskMib: number;
}

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 40;
const TOP = 28;
const RIGHT = 16;
const TICKS = 5;

/** A picture of memory and disk over heights, as SVG. Both axes begin at zero. @param samples - at least one, by ascending height. */
export function soakPlot(samples: readonly Sample[]): string {
  const highest = samples.at(-1)!.height;
  const most = roundUp(Math.max(...samples.flatMap(({ memoryMib, diskMib }) => [memoryMib, diskMib])));
  const x = (height: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * height) / highest;
  const y = (mib: number): number => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * mib) / most;
  const line = (value: (sample: Sample) => number, color: string): string => {
    const points = samples.map((sample) => `${x(sample.height).toFixed(1)},${y(value(sample)).toFixed(1)}`);
    return `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points.join(" ")}"/>`;
  };
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => i / TICKS).flatMap((part) => [
    `<text x="${LEFT - 8}" y="${y(part * most) + 4}" text-anchor="end">${Math.round(part * most)}</text>`,
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(part * most)}" y2="${y(part * most)}" stroke="#ddd"/>`,
    `<text x="${x(part * highest)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${Math.round(part * highest).toLocaleString("en")}</text>`,
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333">
<title>Memory and disk of a node over ${highest.toLocaleString("en")} heights</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
${ticks.join("\n")}
${line(({ memoryMib }) => memoryMib, "#1f6feb")}
${line(({ diskMib }) => diskMib, "#c2571a")}
<text x="${LEFT}" y="16">MiB: <tspan fill="#1f6feb">memory</tspan>, <tspan fill="#c2571a">chain store and index on disk</tspan></text>
<text x="${WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">height</text>
</svg>
`;
}

/** The next of 1, 2, 5, 10, 20, 50 … that is not less. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value)!;
}
