import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathParams, problem, trellisRest } from "../packages/rpc-api/src/index.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), "utf8");
const page = await read("docs/api.md");

/** Rows of the table under a heading, as the texts in code of each cell. */
function rowsOf(heading: string): string[][] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  return [...section.split("\n## ")[0]!.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => row!.split(" | "));
}

const codes = (cell: string | undefined): string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

test("docs/api.md lists the resources that there are, with their queries, and no other", () => {
  const shown = rowsOf("Resources").map(([path, query]) => [codes(path)[0], codes(query)]);
  const real = Object.values(trellisRest).map(({ path, params }) => {
    const inPath = pathParams(path);
    return [path, Object.keys(params.shape).filter((name) => !inPath.includes(name))];
  });
  assert.deepEqual(shown.sort(), real.sort());
});

test("docs/api.md lists the codes and statuses that the API answers with, and no other", async () => {
  const source = await read("packages/indexer/src/api/problems.ts");
  const real = [...source.matchAll(/"(TRL-IDX-\d{3})": \{ status: (\d+)/g)].map(([, code, status]) => [
    code,
    status,
  ]);
  const shown = rowsOf("Errors").map(([code, status]) => [codes(code)[0], status]);
  assert.deepEqual(shown, [...real, ["TRL-IDX-011", "500"]]);
});

test("the error in docs/api.md is one that the API answers with", () => {
  const [, example] = /```json\n([^`]+)```/.exec(page)!;
  assert.equal(problem.parse(JSON.parse(example!)).code, "TRL-IDX-006");
});

test("docs/api.md lists the events of the stream", async () => {
  const source = await read("packages/indexer/src/api/EventStream.ts");
  const real = codes(/readonly event: (.*);/.exec(source)![1]!.replaceAll('"', "`"));
  assert.deepEqual(
    rowsOf("Stream").map(([name]) => codes(name)[0]),
    real,
  );
});
