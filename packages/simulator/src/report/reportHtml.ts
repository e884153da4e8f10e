import { ALPHA_ONE } from "@trellis/protocol";
import type { Verdict } from "../experiments/Experiment.ts";
import { playAuctions } from "../experiments/questions/01-provers-and-burn.ts";
import type { ExperimentRun } from "../jobs/runExperiment.ts";
import type { Manifest } from "../output/manifest.ts";
import { RandomStreams } from "../random/RandomStreams.ts";
import { Scores } from "../rounds/Scores.ts";
import { wei } from "../rounds/settings.ts";
import { escaped, shown, withInterval } from "./figures.ts";
import { drawChart, drawSurface } from "./plots.ts";

/** Rounds whose winners are drawn on the surface. */
const DRAWN = 300;
const ALPHA = 3;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.5rem; border-bottom: 1px solid #8884; }
figure { margin: 1rem 0; overflow-x: auto; } svg { max-width: 100%; height: auto; }
.yes { color: #18794e; } .partly { color: #ad5700; } .no { color: #cd2b31; } .yes, .partly, .no { font-weight: 600; }
summary { cursor: pointer; } details { margin: 0.5rem 0; } code { font-size: 0.9em; }
`;

interface Judged {
  readonly run: ExperimentRun;
  readonly verdict: Verdict | undefined;
}

/**
 * One page with everything in it: the surface, what is weak, claims with their verdicts, and each experiment with its plots and figures.
 * The same runs give the same page.
 */
export function reportHtml(runs: readonly ExperimentRun[], manifest: Manifest): string {
  const judged = runs.map((run): Judged => ({ run, verdict: verdictOf(run) }));
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trellis: what the simulator says</title><style>${STYLE}</style></head>
<body>
<h1>Trellis: what the simulator says</h1>
<p>Each claim of the mechanism is put to the test with the shipped rules and strategies. Figures have intervals of 95 %.
Make this page again: <code>npm run report</code>. Version ${escaped(manifest.version)}, Node ${escaped(manifest.node)}.</p>
${surface()}
${weaknesses(judged)}
<h2>Claims and verdicts</h2>
${verdictTable(judged)}
${judged.map(section).join("\n")}
</body>
</html>
`;
}

/** What an experiment concludes; undefined if its figures do not suffice, as after Ctrl-C or with other settings. */
export function verdictOf({ experiment, outcomes }: ExperimentRun): Verdict | undefined {
  try {
    return experiment.judge(outcomes);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The plot of provers against burn. */
export function surfaceSvg(): string {
  const scores = new Scores();
  const alpha = ALPHA * ALPHA_ONE;
  const points = playAuctions(new RandomStreams(1), alpha, DRAWN).map(({ point }) => point);
  const about = (seats: number, burn: number): number =>
    scores.about({ seats, burnBid: wei(burn) }, alpha) / 1e36;
  return drawSurface(points, about);
}

function surface(): string {
  return `<h2>Provers against burn</h2>
<figure>${surfaceSvg()}
<figcaption>Contours of the score provers^${ALPHA} · burn², each √10 times the one below it. Dots: winners of ${DRAWN} rounds of ten
proposers with values drawn from real bids, for each of whom 30 to 100 % of 2,000 seats vote. Winners lie where the provers are many: a
proposer that reaches twice the seats needs ${shown(100 / 2 ** (ALPHA / 2))} % of the burn.</figcaption></figure>`;
}

function weaknesses(judged: readonly Judged[]): string {
  const weak = judged.filter(({ verdict }) => verdict !== undefined && verdict.holds !== "yes");
  if (weak.length === 0) return "<h2>Weaknesses</h2><p>Every expectation held.</p>";
  const items = weak.map(({ run: { experiment }, verdict }) => {
    return `<li><a href="#${experiment.name}">${experiment.number}. ${escaped(experiment.question)}</a> ${escaped(verdict!.finding)}</li>`;
  });
  return `<h2>Weaknesses</h2><p>These expectations did not hold, or held in part:</p><ul>${items.join("")}</ul>`;
}

function verdictTable(judged: readonly Judged[]): string {
  const rows = judged.map(({ run: { experiment }, verdict }) => {
    const { name, number, claim } = experiment;
    const figure =
      verdict === undefined
        ? ""
        : `${escaped(verdict.figure.about)}: ${withInterval(verdict.figure.interval, verdict.figure.unit)}`;
    return `<tr><td>${escaped(claim)}</td><td><a href="#${name}">${number} ${name}</a></td><td>${figure}</td>
<td>${holds(verdict)}</td><td>${escaped(verdict?.recommendation ?? "")}</td></tr>`;
  });
  return `<table><thead><tr><th>claim</th><th>experiment</th><th>figure</th><th>holds</th><th>setting</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
}

function holds(verdict: Verdict | undefined): string {
  return verdict === undefined ? "not judged" : `<span class="${verdict.holds}">${verdict.holds}</span>`;
}

function section({ run, verdict }: Judged): string {
  const { experiment, outcomes, points, results, trace } = run;
  const charts = experiment.charts.flatMap((chart) => {
    const svg = drawChart(chart, experiment, outcomes);
    const by = chart.series === undefined ? "" : `, by ${chart.series}`;
    return svg === undefined
      ? []
      : [`<figure><figcaption>${escaped(chart.title + by)}</figcaption>${svg}</figure>`];
  });
  return `<h2 id="${experiment.name}">${experiment.number}. ${escaped(experiment.question)}</h2>
<p><b>Claim.</b> ${escaped(experiment.claim)}</p>
<p><b>Expected.</b> ${escaped(experiment.expectation)} <b>Holds:</b> ${holds(verdict)}. ${escaped(verdict?.finding ?? "")}</p>
${charts.join("\n")}
<details><summary>Figures of ${points.length} points, ${results.length} runs</summary>${figureTable(run)}
<p>Trace <code>${trace}</code>. ${run.isWhole ? "" : "The run was broken off."}</p></details>`;
}

function figureTable({ experiment, outcomes }: ExperimentRun): string {
  const settings = Object.keys(experiment.settings);
  const metrics = Object.entries(experiment.metrics);
  const head = [
    ...settings.map((name) => `<th title="${escaped(experiment.settings[name]!.about)}">${name}</th>`),
    ...metrics.map(([name, { about, unit }]) => {
      return `<th title="${escaped(about)}">${name}${unit === "" ? "" : `, ${escaped(unit)}`}</th>`;
    }),
  ];
  const rows = outcomes.all.map(({ point, figures }) => {
    const cells = [
      ...settings.map((name) => escaped(String(point[name]))),
      ...metrics.map(([name]) => withInterval(figures[name]!, "")),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  return `<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}
