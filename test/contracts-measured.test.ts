import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { codeOf } from "./structure/codeOf.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a contract's code may have on L1 (EIP-170), bytes. */
const MAX_CODE_SIZE = 24_576;
/** What creating it may take (EIP-3860), bytes. */
const MAX_CREATION_SIZE = 49_152;
/** A contract is to be read in one sitting. */
const MAX_CONTRACT_LINES = 300;

/** Lines that hold something else than a comment. */
const codeLines = (solidity: string): number =>
  codeOf(solidity)
    .split("\n")
    .filter((line) => line.trim() !== "").length;

test("docs/spec/storage.md is what the compiler says", async () => {
  // Layouts alone: no code is made, which would take minutes.
  await promisify(execFile)(process.execPath, ["scripts/generate-storage-layout.ts", "--check"], {
    cwd: ROOT,
  });
});

test("code lines are told from comments", () => {
  assert.equal(codeLines('// a\n\n/* b\n c */\nd; // e\n  /// f\ng("// h"); /* i */\n'), 2);
});

test(`no contract or library has more than ${MAX_CONTRACT_LINES} lines of code`, async () => {
  const folder = `${ROOT}/contracts/src`;
  const files = (await readdir(folder, { recursive: true })).filter(
    // scripts/ make the hash and the verifiers.
    (file) => file.endsWith(".sol") && !/^(generated|poseidon2)[/\\]/.test(file),
  );
  assert.ok(files.length > 20, `only ${files.length} sources found: the search is broken`);
  for (const file of files) {
    const lines = codeLines(await readFile(`${folder}/${file}`, "utf8"));
    assert.ok(lines > 0 && lines <= MAX_CONTRACT_LINES, `${file}: ${lines} lines`);
  }
});

test("every deployed contract's code fits on L1", async () => {
  const sizes: Record<string, string> = JSON.parse(
    await readFile(`${ROOT}/contracts/snapshots/CodeSize.json`, "utf8"),
  );
  const bindings = (await readdir(`${ROOT}/packages/l1/src/generated`)).map((file) =>
    file.replace(/\.ts$/, ""),
  );
  assert.ok(bindings.length > 10, `only ${bindings.length} bindings found: the search is broken`);
  for (const name of new Set([...bindings, ...Object.keys(sizes)])) {
    // What creates a contract holds its code: it is an upper bound where the size was not measured.
    const size = Number(sizes[name] ?? (await creationSize(name)));
    assert.ok(size > 0 && size <= MAX_CODE_SIZE, `${name} has ${size} bytes`);
  }
  for (const name of bindings) {
    const size = await creationSize(name);
    assert.ok(size > 0 && size <= MAX_CREATION_SIZE, `creating ${name} takes ${size} bytes`);
  }
});

/** Bytes of the code that creates a contract. */
async function creationSize(name: string): Promise<number> {
  const { bytecode } = (await import(`../packages/l1/src/generated/${name}.ts`)) as {
    readonly bytecode: string;
  };
  // Addresses of linked libraries stand in it as placeholders of their length.
  return (bytecode.length - 2) / 2;
}
