import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parseConfiguration } from "../packages/node/src/config/Configuration.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), "utf8");
const page = await read("docs/configuration.md");

/** Names that a source file declares and the page does not show in code or JSON. */
async function undocumented(path: string, declaration: RegExp): Promise<string[]> {
  const names = [...(await read(path)).matchAll(declaration)].map(([, name]) => name!);
  assert.ok(names.length > 3, `only ${names.length} names found in ${path}: the search is broken`);
  return [...new Set(names)].filter((name) => !new RegExp(`[\`".]${name}[\`".]`).test(page));
}

test("the configuration in docs/configuration.md is one that a node takes", () => {
  const [, example] = /```json\n([^`]+)```/.exec(page) ?? [];
  const config = parseConfiguration(JSON.parse(example ?? ""));
  assert.equal(config.prover?.capacity, 2);
});

test("every field of the configuration is documented", async () => {
  const field = /^ +(\w+): (?:z|address|wei|seconds)\b/gm;
  assert.deepEqual(await undocumented("packages/node/src/config/Configuration.ts", field), []);
  const ofSigner = /^ +(\w+): (?:z|address|httpUrl)\b/gm;
  assert.deepEqual(await undocumented("packages/node/src/config/l1SignerSchema.ts", ofSigner), []);
  const address = /^ +(\w+): (?:address|blockNumber)\b/gm;
  assert.deepEqual(await undocumented("packages/node/src/config/l1AddressesSchema.ts", address), []);
});

test("every flag of the command is documented", async () => {
  const sources = await Promise.all(
    ["devnet", "node", "load"].map((name) => read(`packages/cli/src/commands/${name}/${name}Command.ts`)),
  );
  const flags = [...sources.join("").matchAll(/ption\("(--[a-z-]+)/g)];
  assert.ok(flags.length > 10, `only ${flags.length} flags found: the search is broken`);
  const pages = page + (await read("README.md"));
  assert.deepEqual(
    flags.map(([, flag]) => flag!).filter((flag) => !new RegExp(`^\\| \`${flag}[ \`]`, "m").test(pages)),
    [],
  );
});
