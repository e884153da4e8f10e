import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { cityLatency, parseLatency } from "../../tables/latency.ts";
import { GossipMesh } from "./GossipMesh.ts";

const SETTINGS = { peers: 256, degree: 8, megabits: 100, copies: 4, checkMs: 0.26 };
const mesh = (fields: Partial<typeof SETTINGS> = {}, seed = 1): GossipMesh =>
  new GossipMesh({ ...SETTINGS, ...fields }, cityLatency(), new RandomStreams(seed).stream(0));

test("two peers: a message takes the way between their places, and the time to send it", () => {
  const latency = parseLatency("here,0\nthere,40,0\n");
  for (let seed = 1; seed < 5; seed++) {
    const two = new GossipMesh({ ...SETTINGS, peers: 2 }, latency, new RandomStreams(seed).stream(0));
    const way = two.placeOf(0) === two.placeOf(1) ? 0 : 40;
    assert.ok(Math.abs(two.delays(12_500).between(0, 1) - (way + 1)) < 1e-4);
    assert.equal(two.delays(12_500).between(0, 0), 0);
  }
});

test("every peer hears every message; none sooner than the straight way", () => {
  const network = mesh();
  const latency = cityLatency();
  for (const from of [0, 100, 255]) {
    const arrivals = network.arrivals(from, 13_000);
    for (let to = 0; to < SETTINGS.peers; to++) {
      assert.ok(arrivals[to]! < 5_000, `${from} to ${to}: ${arrivals[to]} ms`);
    }
  }
  // The table is measured, and some ways round are shorter than the straight one.
  const sorted = network.arrivals(0, 100).toSorted();
  assert.ok(sorted[128]! > 20 && latency.places.length > 0);
});

test("larger messages and slower lines take longer; more neighbours make small messages faster", () => {
  const usual = (fields: Partial<typeof SETTINGS>, bytes: number): number => mesh(fields).delays(bytes).usual;
  assert.ok(usual({}, 2_000_000) > usual({}, 13_000));
  assert.ok(usual({ megabits: 10 }, 13_000) > usual({}, 13_000));
  assert.ok(usual({ degree: 16 }, 100) < usual({ degree: 4 }, 100));
});

test("one seed makes one mesh", () => {
  assert.deepEqual(mesh().arrivals(3, 500), mesh().arrivals(3, 500));
  assert.notDeepEqual(mesh().arrivals(3, 500), mesh({}, 2).arrivals(3, 500));
});

test("a burst of messages waits for the lines; later ones do not", () => {
  const delays = mesh().delays(12_500);
  // 1 ms for each of four neighbours.
  assert.deepEqual(
    [0, 0, 0, 10, 100].map((at) => delays.wait(at)),
    [0, 4, 8, 2, 0],
  );
  assert.equal(mesh().delays(12_500).wait(0), 0);
});
