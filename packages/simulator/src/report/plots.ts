import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Chart, Experiment } from "../experiments/Experiment.ts";
import type { Outcomes } from "../experiments/Outcomes.ts";
import type { RealisedPoint } from "../experiments/questions/01-provers-and-burn.ts";

const WIDTH = 640;
const HEIGHT = 360;

/** Plot draws into a document; this one is never shown. */
function draw(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = Plot.plot({
    ...options,
    document: document as unknown as NonNullable<Plot.PlotOptions["document"]>,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 60,
    marginBottom: 45,
    marginTop: 30,
    className: "plot",
    style: { background: "transparent", fontSize: "12px" },
  });
  return drawn.outerHTML;
}

/** A chart of an experiment as SVG; undefined if no outcome fits it. */
export function drawChart(
  chart: Chart,
  { settings, metrics }: Experiment,
  outcomes: Outcomes,
): string | undefined {
  const { x, y, series, where = {}, logX = false, logY = false } = chart;
  const data = outcomes.where(where).flatMap(({ point, figures }) => {
    const figure = figures[y]!;
    if (logY && figure.value <= 0) return [];
    const hasInterval = Number.isFinite(figure.low) && Number.isFinite(figure.high);
    return [
      {
        x: point[x]!,
        y: figure.value,
        low: hasInterval ? (logY ? Math.max(figure.low, figure.value / 100) : figure.low) : figure.value,
        high: hasInterval ? figure.high : figure.value,
        series: series === undefined ? "" : String(point[series]),
      },
    ];
  });
  if (data.length === 0) return undefined;
  const isText = data.some((one) => typeof one.x === "string");
  const unit = metrics[y]!.unit;
  return draw({
    x: {
      label: `${x}: ${settings[x]!.about}`,
      labelAnchor: "center",
      ...(isText ? { type: "point" } : logX ? { type: "log" } : {}),
      ...(isText
        ? {}
        : {
            ticks: [...new Set(data.map((one) => one.x))].slice(0, 12) as number[],
            tickFormat: (tick: number) => String(tick),
          }),
    },
    y: {
      label: unit === "" ? metrics[y]!.about : `${metrics[y]!.about}, ${unit}`,
      grid: true,
      nice: true,
      ...(logY ? { type: "log" } : {}),
    },
    ...(series === undefined ? {} : { color: { type: "categorical" } }),
    marks: [
      Plot.ruleX(data, {
        x: "x",
        y1: "low",
        y2: "high",
        stroke: "series",
        strokeWidth: 2,
        strokeOpacity: 0.5,
      }),
      Plot.line(data, { x: "x", y: "y", z: "series", stroke: "series", strokeWidth: 2 }),
      Plot.dot(data, { x: "x", y: "y", fill: "series", r: 4 }),
      ...(series === undefined
        ? []
        : [
            Plot.text(
              data,
              Plot.selectLast({
                x: "x",
                y: "y",
                z: "series",
                text: "series",
                fill: "series",
                dx: 8,
                textAnchor: "start",
              }),
            ),
          ]),
    ],
    marginRight: 60,
  });
}

/** The proposal's surface: score over provers and burn, as contours of its logarithm, with the winners of played rounds. */
export function drawSurface(
  points: readonly RealisedPoint[],
  about: (provers: number, burn: number) => number,
): string {
  const most = Math.max(...points.map(({ burn }) => burn)) * 1.2;
  const least = Math.min(...points.map(({ burn }) => burn)) / 1.2;
  const levels = Array.from({ length: 40 }, (_, i) => i / 2);
  return draw({
    x: {
      label: "provers",
      labelAnchor: "center",
      domain: [64, 2_048],
      type: "log",
      ticks: [64, 128, 256, 512, 1_024, 2_048],
      tickFormat: (tick: number) => String(tick),
    },
    y: {
      label: "burn, tokens",
      type: "log",
      domain: [least, most],
      ticks: 5,
      tickFormat: (tick: number) => String(tick),
    },
    color: { scheme: "YlGnBu", reverse: true },
    marks: [
      Plot.contour({
        fill: (provers: number, burn: number) => Math.log10(about(Math.round(provers), burn)),
        x1: 64,
        x2: 2_048,
        y1: least,
        y2: most,
        pixelSize: 8,
        thresholds: levels,
        stroke: "white",
        strokeOpacity: 0.6,
      }),
      Plot.dot(points, { x: "provers", y: "burn", r: 2.5, fill: "#d1495b", fillOpacity: 0.7 }),
    ],
  });
}
