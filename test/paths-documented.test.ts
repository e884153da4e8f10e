import assert from "node:assert/strict";
import { glob, readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGES = ["*.md", "docs/**/*.md", "packages/*/README.md", "contracts/README.md", "circuits/README.md"];
const FOLDERS = ["packages", "circuits", "contracts", "docs", "test", "scripts", "bench", "ops"];
/** Pages may write paths from one of these, or from their own folder. */
const STARTS = [
  "",
  "packages",
  "packages/node/src",
  "contracts",
  "contracts/src",
  "circuits",
  "circuits/lib/src",
];
/** A source file, with or without folders. */
const SOURCE = /^(?:[\w.-]+\/)*[\w.-]+\.(?:ts|sol|nr)$/;
const PATH = /^[\w.-]+(?:\/[\w.-]+)+\/?$/;
const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g;

/** Every file of the repository that a page may name, and every folder above one. */
async function pathsOfRepository(): Promise<Set<string>> {
  const paths = new Set<string>();
  const patterns = ["*", ...FOLDERS.map((folder) => `${folder}/**/*`)];
  const exclude = (path: string): boolean => basename(path) === "node_modules";
  for await (const path of glob(patterns, { cwd: ROOT, exclude })) {
    for (let at = path; at !== "."; at = dirname(at)) paths.add(at);
  }
  return paths;
}

const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");

const paths = await pathsOfRepository();
const names = new Set([...paths].map((path) => basename(path)));
const starts = new Set([...FOLDERS, ...(await readdir(join(ROOT, "packages")))]);
const pages = new Map<string, string>();
for await (const page of glob(PAGES, { cwd: ROOT })) pages.set(page, await read(page));

/** What stands between backticks, outside of code blocks. */
function codeSpans(text: string): string[] {
  return [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
}

function isThere(path: string, page: string): boolean {
  if (!path.includes("/")) return names.has(path);
  return [...STARTS, dirname(page)].some((start) =>
    paths.has(normalize(join(start, path)).replace(/\/$/, "")),
  );
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test("every source file and folder that a page names exists", () => {
  const missing: string[] = [];
  let checked = 0;
  for (const [page, text] of pages) {
    for (const span of codeSpans(text)) {
      const isPath = PATH.test(span) && starts.has(span.split("/")[0]!);
      if (!SOURCE.test(span) && !isPath) continue;
      checked++;
      if (!isThere(span, page)) missing.push(`${page}: ${span}`);
    }
  }
  assert.ok(checked > 150, `only ${checked} paths found: the search is broken`);
  assert.deepEqual(missing, []);
});

test("every link between pages leads to a file, and to a heading where it names one", () => {
  const broken: string[] = [];
  let checked = 0;
  for (const [page, text] of pages) {
    for (const [, path = "", anchor] of text.matchAll(LINK)) {
      checked++;
      const target = path === "" ? page : normalize(join(dirname(page), path)).replace(/\/$/, "");
      if (!paths.has(target)) broken.push(`${page}: ${path}`);
      else if (anchor !== undefined && !anchorsOf(pages.get(target) ?? "").has(anchor)) {
        broken.push(`${page}: ${path}#${anchor}`);
      }
    }
  }
  assert.ok(checked > 100, `only ${checked} links found: the search is broken`);
  assert.deepEqual(broken, []);
});
