import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LocalPostgres } from "../packages/fleet/test/LocalPostgres.ts";

const SAME = [
  "writing/HistoryWriter.test.ts",
  "questions/heights.test.ts",
  "questions/l1Transactions.test.ts",
  "Indexer.test.ts",
];

/** What Node's test runner prints of the tests that failed, after its summary. */
const failuresIn = (output: string): string =>
  output.slice(Math.max(0, output.lastIndexOf("failing tests:")));

test("everything that holds on SQLite holds on Postgres", async (t) => {
  const postgres = await LocalPostgres.start();
  t.after(() => postgres.stop());
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const files = SAME.map((file) =>
    fileURLToPath(new URL(`../packages/indexer/src/${file}`, import.meta.url)),
  );
  const child = spawn(process.execPath, ["--test", ...files], {
    env: { ...env, TRELLIS_TEST_POSTGRES: postgres.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 0, failuresIn(output));
});
