import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { FakeIo } from "../../../test/FakeIo.ts";
import { explorerCommand } from "./explorerCommand.ts";

const STATUS = {
  chainId: 31_337,
  rollup: `0x${"0a".repeat(20)}`,
  l1: { number: 70, hash: `0x${"0b".repeat(32)}`, time: 1 },
  height: 3,
  gossipSinceMs: null,
  settings: {
    slotTime: 1,
    proposalWindow: 5,
    proofWindow: 10,
    pipelined: false,
    targetProvers: 4,
    alphaMin: 2,
    alphaMax: 5,
    blockReward: "10",
    minBurnBid: "1",
    stake: "100",
  },
};
let hasPage = true;
const server = createServer((request, response) => {
  if (["/v1/status", "/prefix/v1/status"].includes(request.url ?? ""))
    return response.end(JSON.stringify(STATUS));
  if (!hasPage) return response.writeHead(404, { "content-type": "application/problem+json" }).end("{}");
  return response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html>");
});
let url: string;

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const explorer = async (...args: string[]): Promise<FakeIo> => {
  const io = new FakeIo();
  await explorerCommand(io).parseAsync(args, { from: "user" });
  return io;
};

test("the address of a node's explorer is printed, with how far it has read", async () => {
  const { written } = await explorer("--node", url);
  assert.equal(written, `${url}/\nfinal blocks: 3; L1 is read up to block 70\n`);
  for (const below of [`${url}/prefix`, `${url}/prefix/`]) {
    const json = await explorer("--node", below, "--json");
    assert.deepEqual(JSON.parse(json.written), { url: `${url}/prefix/`, height: 3, l1Block: 70 });
  }
});

test("a node without the page says how to build it; no node says so", async () => {
  hasPage = false;
  await assert.rejects(explorer("--node", url), { code: "TRL-CLI-070", message: /npm run build/ });
  await assert.rejects(explorer("--node", `${url}/prefix/`), {
    code: "TRL-CLI-070",
    message: new RegExp(`at ${url} serves`),
  });
  await assert.rejects(explorer("--node", "http://127.0.0.1:1"), { code: "TRL-CLN-001" });
  await assert.rejects(explorer("--node", "file:///etc/passwd"), { code: "TRL-CLI-004" });
});
