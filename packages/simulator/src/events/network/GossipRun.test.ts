import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { cityLatency, parseLatency } from "../../tables/latency.ts";
import { gossipRun, type Publication } from "./GossipRun.ts";
import { PeerGraph, SHIPPED_GRAPH } from "./PeerGraph.ts";
import type { PeerTraits } from "./PeerMachines.ts";

const HONEST: PeerTraits = { conduct: "honest", megabits: 100, copyMs: 0, busyUntil: 0 };
const MESSAGE: Publication = { at: 0, from: 0, bytes: 12_340, checkMs: 3, isFlooded: true };
/** What 12,340 bytes and the overhead of a message take at 100 megabits, milliseconds. */
const ON_THE_LINE = 1;

const ONE_PLACE = parseLatency("here,20\n");
const graphOf = (peers: number, seed = 1): PeerGraph =>
  new PeerGraph(
    { ...SHIPPED_GRAPH, peers },
    peers > 3 ? cityLatency() : ONE_PLACE,
    new RandomStreams(seed).stream(0),
  );
const traitsOf = (peers: number, special: (peer: number) => Partial<PeerTraits> = () => ({})): PeerTraits[] =>
  Array.from({ length: peers }, (_, peer) => ({ ...HONEST, ...special(peer) }));
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`);

test("two peers: sending, the way, receiving, checking", () => {
  const { accepted, sent, received } = gossipRun(graphOf(2), traitsOf(2), [MESSAGE]);
  assert.equal(accepted[0], 0);
  near(accepted[1]!, ON_THE_LINE + 20 + ON_THE_LINE + 3);
  assert.deepEqual([...sent], [12_500, 0]);
  assert.deepEqual([...received], [0, 12_500]);
});

test("messages that come together wait for each other: in the line out, the line in and the event loop", () => {
  const { accepted } = gossipRun(graphOf(2), traitsOf(2), [MESSAGE, { ...MESSAGE, checkMs: 1 }]);
  near(accepted[1]!, 2 * ON_THE_LINE + 20 + 3);
  // It leaves 1 ms after the first one, comes in 1 ms after it, and waits for the first one's check.
  near(accepted[3]!, 2 * ON_THE_LINE + 20 + 3 + 1);
  const busy = gossipRun(
    graphOf(2),
    traitsOf(2, () => ({ busyUntil: 100 })),
    [MESSAGE],
  );
  near(busy.accepted[1]!, 103);
});

test("each copy costs the event loop, the first one its check too", () => {
  const peers = 300;
  const traits = traitsOf(peers, () => ({ copyMs: 0.25 }));
  const { work, copies, firstCopies } = gossipRun(graphOf(peers), traits, [MESSAGE]);
  near(
    work.reduce((all, one) => all + one, 0),
    copies * 0.25 + firstCopies * 3,
  );
});

test("who does not want a topic's messages is sent none, and reaches those who want them", () => {
  const peers = 300;
  const members = { count: 30, each: 3 };
  const graph = new PeerGraph(
    { ...SHIPPED_GRAPH, peers, members },
    cityLatency(),
    new RandomStreams(1).stream(0),
  );
  const { accepted, received } = gossipRun(graph, traitsOf(peers), [{ ...MESSAGE, from: 299 }]);
  for (let peer = 0; peer < 299; peer++) {
    assert.equal(accepted[peer]! >= 0, peer < members.count);
    assert.equal(received[peer]! > 0, peer < members.count);
  }
});

test("a slow line takes longer", () => {
  const traits = traitsOf(2, (peer) => (peer === 1 ? { megabits: 10 } : {}));
  near(gossipRun(graphOf(2), traits, [MESSAGE]).accepted[1]!, ON_THE_LINE + 20 + 10 * ON_THE_LINE + 3);
});

test("every peer accepts every message once, and what is sent is received", () => {
  const peers = 300;
  const messages = [0, 100, 299].map((from) => ({ ...MESSAGE, from }));
  const { accepted, sent, received, firstCopies } = gossipRun(graphOf(peers), traitsOf(peers), messages);
  assert.ok(accepted.every((time) => time >= 0));
  assert.equal(firstCopies, messages.length * (peers - 1));
  const sum = (of: Float64Array): number => of.reduce((all, one) => all + one, 0);
  assert.equal(sum(sent), sum(received));
});

test("a silent publisher is heard by nobody; a tenth of silent peers keeps no honest one from hearing in ten networks", () => {
  const peers = 300;
  for (let seed = 1; seed <= 10; seed++) {
    const traits = traitsOf(peers, (peer) => (peer % 10 === 1 ? { conduct: "silent" } : {}));
    const { accepted } = gossipRun(graphOf(peers, seed), traits, [MESSAGE, { ...MESSAGE, from: 1 }]);
    assert.ok(accepted.subarray(0, peers).every((time) => time >= 0));
    assert.equal(accepted.subarray(peers).filter((time) => time >= 0).length, 1);
  }
});

test("peers say of large messages that they have them: fewer copies go round than of small ones", () => {
  const peers = 300;
  const copiesOf = (bytes: number): number =>
    gossipRun(graphOf(peers), traitsOf(peers), [{ ...MESSAGE, bytes, checkMs: 300 }]).copies;
  assert.ok(copiesOf(512) < copiesOf(511));
});

test("a publisher that floods is heard sooner by those that it is connected to, and sends more", () => {
  const graph = graphOf(300);
  const flooded = gossipRun(graph, traitsOf(300), [MESSAGE]);
  const meshed = gossipRun(graph, traitsOf(300), [{ ...MESSAGE, isFlooded: false }]);
  assert.equal(flooded.sent[0], 12_500 * graph.connectionsOf(0).length);
  assert.equal(meshed.sent[0], 12_500 * graph.meshOf(0).length);
});

test("peers have as many connections and neighbours as gossip's settings say", () => {
  const graph = graphOf(500);
  for (let peer = 0; peer < 500; peer++) {
    const connections = graph.connectionsOf(peer);
    const mesh = graph.meshOf(peer);
    assert.ok(connections.length >= SHIPPED_GRAPH.connections);
    assert.ok(connections.length <= SHIPPED_GRAPH.mostConnections);
    assert.ok(mesh.length <= SHIPPED_GRAPH.mostDegree);
    assert.ok(mesh.every((other) => connections.includes(other) && graph.meshOf(other).includes(peer)));
  }
});

test("one seed makes one course", () => {
  const run = (seed: number): number =>
    gossipRun(graphOf(300, seed), traitsOf(300), [MESSAGE]).accepted.reduce((all, time) => all + time, 0);
  assert.equal(run(1), run(1));
  assert.notEqual(run(1), run(2));
});
