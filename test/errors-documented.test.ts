import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = ["packages/*/src/**/*.ts", "scripts/*.ts", "circuits/scripts/*.ts"];
const CODE = /\bTRL-[A-Z0-9]+-\d{3}\b/g;
/** A code in quotes is one that is given to an error; in comments it stands without. */
const MADE = /"(TRL-[A-Z0-9]+-\d{3})"/g;
const ROW = /^\|\s*(TRL-[A-Z0-9]+-\d{3})\s*\|/gm;

/** Codes that sources mention, and those that they make, each with the first file that does. */
async function codesOfSources() {
  const mentioned = new Map<string, string>();
  const made = new Set<string>();
  for await (const file of glob(SOURCES, { cwd: ROOT })) {
    if (file.endsWith(".test.ts") || file.includes("/testing/")) continue;
    const text = await readFile(`${ROOT}/${file}`, "utf8");
    for (const [code] of text.matchAll(CODE)) if (!mentioned.has(code)) mentioned.set(code, file);
    for (const [, code] of text.matchAll(MADE)) made.add(code!);
  }
  return { mentioned, made };
}

async function documentedCodes(): Promise<string[]> {
  const page = await readFile(`${ROOT}/docs/errors.md`, "utf8");
  return [...page.matchAll(ROW)].map(([, code]) => code!);
}

test("every code in the sources is in docs/errors.md", async () => {
  const documented = new Set(await documentedCodes());
  const { mentioned } = await codesOfSources();
  assert.ok(mentioned.size > 100, `only ${mentioned.size} codes found: the search is broken`);
  const missing = [...mentioned].filter(([code]) => !documented.has(code));
  assert.deepEqual(
    missing.map(([code, file]) => `${code} in ${file}`),
    [],
  );
});

test("every code in docs/errors.md is made by some source", async () => {
  const { made } = await codesOfSources();
  assert.deepEqual(
    (await documentedCodes()).filter((code) => !made.has(code)),
    [],
  );
});

test("docs/errors.md names each code once, in order within its section", async () => {
  const documented = await documentedCodes();
  assert.deepEqual(documented, [...new Set(documented)].sort());
});
