import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { decodeMinimumOut } from "@trellis/protocol";
import { FakeNode } from "./testing/FakeNode.ts";
import { walletKeys } from "./walletKeys.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const MNEMONIC = `${"abandon ".repeat(11)}about`;

test("the example of docs/client.md swaps and waits", { timeout: 60_000 }, async (t) => {
  const page = await readFile(`${ROOT}/docs/client.md`, "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  assert.match(example, /client\.swap/);
  const node = await FakeNode.start([walletKeys(MNEMONIC).l2Secret]);
  t.after(() => node.stop());
  node.reserves = [1_000_000n, 2_000_000n];
  const place = { height: 2n, index: 0 };
  node.standings = [{ status: "pending" }, { status: "final", ...place }];
  // The child process must not report to this test run.
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", example], {
    cwd: ROOT,
    env: { ...own, MNEMONIC, TRELLIS_NODE: node.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  assert.equal(code, 0, output);
  assert.equal(output, "pending\nfinal\nfinal\n");
  const [admitted] = node.admitted;
  assert.equal(admitted?.tx.kind, "swap");
  // 19 for 10, less half a per cent.
  assert.equal(decodeMinimumOut(admitted!.tx.to), 18n);
});
