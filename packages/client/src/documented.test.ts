import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { decodeMinimumOut } from "@trellis/protocol";
import { WebSocketServer } from "ws";
import { FakeNode } from "./testing/FakeNode.ts";
import { walletKeys } from "./walletKeys.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const MNEMONIC = `${"abandon ".repeat(11)}about`;

const page = await readFile(`${ROOT}/docs/client.md`, "utf8");
const [swapping = "", following = ""] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

/** Runs an example in a process of its own, and returns what it printed. */
async function run(example: string, environment: Record<string, string>): Promise<string> {
  // The child process must not report to this test run.
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", example], {
    cwd: ROOT,
    env: { ...own, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await once(child, "close");
  return output;
}

test("the example of docs/client.md swaps and waits", { timeout: 60_000 }, async (t) => {
  assert.match(swapping, /client\.swap/);
  const node = await FakeNode.start([walletKeys(MNEMONIC).l2Secret]);
  t.after(() => node.stop());
  node.reserves = [1_000_000n, 2_000_000n];
  const place = { height: 2n, index: 0 };
  node.standings = [{ status: "pending" }, { status: "final", ...place }];
  const output = await run(swapping, { MNEMONIC, TRELLIS_NODE: node.url });
  assert.equal(output, "pending\nfinal\nfinal\n");
  const [admitted] = node.admitted;
  assert.equal(admitted?.tx.kind, "swap");
  // 19 for 10, less half a per cent.
  assert.equal(decodeMinimumOut(admitted!.tx.to), 18n);
});

test("the example of docs/client.md follows the final blocks until the node ends", {
  timeout: 60_000,
}, async (t) => {
  assert.match(following, /client\.subscribe/);
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => server.close());
  const hash = `0x${"ab".repeat(32)}`;
  const result = { event: "head", height: "8", proposalId: hash, stateRoot: hash };
  const params = { subscription: "0x1", result };
  server.on("connection", (socket) => {
    socket.once("message", () => {
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, result: "0x1" }));
      socket.send(JSON.stringify({ jsonrpc: "2.0", method: "trellis_subscription", params }));
      socket.close(1_001, "the node stops");
    });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const output = await run(following, { TRELLIS_NODE: url });
  assert.match(output, /^block 8 is final\n/);
  assert.match(output, /TRL-CLN-014/);
});
