import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { FakeGossipContext } from "../testing/FakeGossipContext.ts";
import { GossipHost } from "./GossipHost.ts";

const started = async (listen: string[]): Promise<void> => {
  const context = new FakeGossipContext();
  const host = new GossipHost({ context }, { peerKey: new Uint8Array(32).fill(1), listen });
  await host.start();
  await host.stop();
};

test("a port in use and a foreign address are told with field, address and what to do", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const taken = `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}`;
  await assert.rejects(started(["/ip4/127.0.0.1/tcp/0", taken]), {
    code: "TRL-GSP-013",
    message: new RegExp(`gossip\\.listen: cannot listen on ${taken}: another process uses the port`),
  });
  await assert.rejects(started(["/ip4/203.0.113.7/tcp/0"]), {
    code: "TRL-GSP-013",
    message: /does not have the address.*gossip\.announce/,
  });
  await assert.rejects(started(["/ip4/127.0.0.1/udp/1"]), { code: "TRL-GSP-013", message: /TCP/ });
});

test("others are told the announced addresses, also names, in place of those listened on", async (t) => {
  const announce = ["/dns4/node.example.org/tcp/9300", "/ip4/203.0.113.7/tcp/9300"];
  const init = { peerKey: new Uint8Array(32).fill(1), listen: ["/ip4/127.0.0.1/tcp/0"], announce };
  const host = new GossipHost({ context: new FakeGossipContext() }, init);
  t.after(() => host.stop());
  await host.start();
  assert.deepEqual(
    host.addresses(),
    announce.map((address) => `${address}/p2p/${host.peerId}`),
  );
});
