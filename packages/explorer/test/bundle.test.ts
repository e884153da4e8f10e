import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { ensureBuilt } from "../scripts/ensureBuilt.ts";
import { builtFrom, EXPLORER_FOLDER } from "../src/index.ts";
import { bundleBytes } from "./bundleBytes.ts";

const MAX_BYTES = 300_000;

before(() => ensureBuilt());

test("the whole page is at most 300 kB, zipped", async () => {
  const total = await bundleBytes();
  assert.ok(total > 20_000, "the page is there");
  assert.ok(total <= MAX_BYTES, `${total} bytes`);
});

test("the page has no inline code and names no other host", async () => {
  const html = await readFile(join(EXPLORER_FOLDER, "index.html"), "utf8");
  assert.doesNotMatch(html, /<style|style=|onload=|https?:/);
  for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([^<]*)/g)) {
    assert.match(attributes!, / src="\.\/assets\/[\w-]+\.js"/);
    assert.equal(body, "");
  }
});

test("a page of these sources is not built again", async () => {
  assert.match((await builtFrom()) ?? "", /^[0-9a-f]{64}$/);
  assert.equal(await ensureBuilt(), false);
});
