import assert from "node:assert/strict";
import { test } from "node:test";
import { announcedAddress, listenAddress, peerAddress } from "./multiaddrSchema.ts";

const PEER = "12D3KooWHqMazMuSVYKn6qNVs6qJ6xHs1ZaPjr58rHJmH7rm9GaH";

test("a node listens on addresses of the machine, not on names", () => {
  for (const good of ["/ip4/0.0.0.0/tcp/9300", "/ip6/::/tcp/0", "/ip4/127.0.0.1/tcp/65535"]) {
    assert(listenAddress.safeParse(good).success, good);
  }
  for (const bad of [
    "nonsense",
    "0.0.0.0:9300",
    "/ip4/0.0.0.0/tcp/65536",
    "/ip4/0.0.0.256/tcp/1",
    "/ip4/0.0.0.0/udp/1/quic",
    "/dns4/example.org/tcp/9300",
    `/ip4/0.0.0.0/tcp/1/p2p/${PEER}`,
    "",
  ]) {
    assert(!listenAddress.safeParse(bad).success, bad);
  }
});

test("a node announces public addresses and names", () => {
  for (const good of [
    "/ip4/203.0.113.7/tcp/9300",
    "/dns4/node.example.org/tcp/443",
    "/dns/localhost/tcp/1",
  ]) {
    assert(announcedAddress.safeParse(good).success, good);
  }
  for (const bad of ["/ip4/203.0.113.7/tcp/0", "/dns4/-x-/tcp/1", `/ip4/203.0.113.7/tcp/1/p2p/${PEER}`]) {
    assert(!announcedAddress.safeParse(bad).success, bad);
  }
});

test("a peer to start with is named by its id", () => {
  assert(peerAddress.safeParse(`/ip4/192.0.2.1/tcp/9300/p2p/${PEER}`).success);
  assert(peerAddress.safeParse(`/dns4/boot.example.org/tcp/9300/p2p/${PEER}`).success);
  for (const bad of [
    "/ip4/192.0.2.1/tcp/9300",
    `/ip4/192.0.2.1/tcp/9300/p2p/${PEER}0`,
    "/ip4/192.0.2.1/tcp/0/p2p/x",
  ]) {
    assert(!peerAddress.safeParse(bad).success, bad);
  }
});
