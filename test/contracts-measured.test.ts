import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a contract's code may have on L1 (EIP-170), bytes. */
const MAX_CODE_SIZE = 24_576;
const MAX_ROLLUP_LINES = 400;

/** Lines that hold something else than a comment. */
function codeLines(solidity: string): number {
  // Strings may hold what looks like a comment: they come first, and stay.
  const code = solidity.replace(/("(?:[^"\\\n]|\\.)*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment, string) =>
    string === undefined ? comment.replace(/[^\n]/g, "") : string,
  );
  return code.split("\n").filter((line) => line.trim() !== "").length;
}

test("docs/spec/storage.md is what the compiler says", async () => {
  // Layouts alone: no code is made, which would take minutes.
  await promisify(execFile)(process.execPath, ["scripts/generate-storage-layout.ts", "--check"], {
    cwd: ROOT,
  });
});

test("code lines are told from comments", () => {
  assert.equal(codeLines('// a\n\n/* b\n c */\nd; // e\n  /// f\ng("// h"); /* i */\n'), 2);
});

test(`Rollup.sol has ${MAX_ROLLUP_LINES} lines of code at most`, async (t) => {
  const lines = codeLines(await readFile(`${ROOT}/contracts/src/Rollup.sol`, "utf8"));
  t.diagnostic(`${lines} lines`);
  assert.ok(lines > 0 && lines <= MAX_ROLLUP_LINES, `${lines} lines`);
});

test("every deployed contract's code fits on L1", async () => {
  const sizes: Record<string, string> = JSON.parse(
    await readFile(`${ROOT}/contracts/snapshots/CodeSize.json`, "utf8"),
  );
  assert.ok("Rollup" in sizes, "the snapshot has no Rollup");
  for (const [name, size] of Object.entries(sizes)) {
    assert.ok(Number(size) > 0 && Number(size) <= MAX_CODE_SIZE, `${name} has ${size} bytes`);
  }
});
