import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parse } from "yaml";
import { Metrics } from "../packages/node/src/telemetry/Metrics.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), "utf8");
const page = await read("docs/metrics.md");
const exported = new Set(new Metrics().names());

/** Series that a histogram has besides its name. */
const seriesOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, "");
const used = (text: string): string[] => [...new Set(text.match(/trellis_[a-z0-9_]+/g) ?? [])].map(seriesOf);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}
const { groups } = parse(await read("ops/prometheus/alerts.yml")) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly w: number };
  readonly targets?: readonly { readonly expr: string }[];
}
const dashboard = JSON.parse(await read("ops/grafana/trellis.json")) as { readonly panels: readonly Panel[] };
const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

test("every metric that a node exports is in docs/metrics.md, and no other is", () => {
  assert.ok(exported.size > 25, `only ${exported.size} metrics found: the search is broken`);
  const rows = [...page.matchAll(/^\| `(trellis_\w+)` /gm)].map(([, name]) => name!);
  assert.deepEqual(rows.toSorted(), [...exported].toSorted());
});

test("every metric in an alarm or on the dashboard is one that a node exports", () => {
  assert.ok(rules.length > 10 && queries.length > 30, "rules or queries are missing: the search is broken");
  for (const expr of [...rules.map(({ expr }) => expr), ...queries]) {
    for (const name of used(expr)) assert.ok(exported.has(name), `${name} in ${expr}`);
  }
});

test("every metric that a node exports is on the dashboard", () => {
  const shown = new Set(queries.flatMap(used));
  assert.deepEqual(
    [...exported].filter((name) => !shown.has(name)),
    [],
  );
});

test("every alarm is in docs/metrics.md with what to do, and no other is", () => {
  const rows = [...page.matchAll(/^\| `(Trellis\w+)` \| .+ \| .{10,} \|$/gm)].map(([, name]) => name!);
  assert.deepEqual(rows.toSorted(), rules.map(({ alert }) => alert).toSorted());
  for (const { alert, labels, annotations, for: hold } of rules) {
    assert.match(labels.severity, /^(critical|warning)$/, alert);
    assert.ok(annotations.summary.length > 5, alert);
    assert.match(hold, /^\d+m$/, alert);
  }
});

test("expressions are whole: brackets and quotes are closed", () => {
  for (const expr of [...rules.map(({ expr }) => expr), ...queries]) {
    const bare = expr.replaceAll(/"[^"]*"/g, "");
    assert.ok(!bare.includes('"'), expr);
    for (const [open, close] of ["()", "{}", "[]"].map((pair) => [...pair]) as [string, string][]) {
      assert.equal(bare.split(open).length, bare.split(close).length, expr);
    }
  }
});

test("panels of the dashboard are within its 24 columns", () => {
  for (const { title, gridPos } of dashboard.panels) assert.ok(gridPos.x + gridPos.w <= 24, title);
});
