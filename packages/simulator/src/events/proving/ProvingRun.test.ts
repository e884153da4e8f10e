import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeNumber } from "@trellis/protocol";
import type { ProofOption } from "@trellis/strategy";
import { makeWorld, shippedConduct, shippedOptions, type World } from "../testing/provingWorld.ts";
import type { ChosenProof } from "./SeatDecisions.ts";

const SECOND = 1_000;

interface Begun extends ChosenProof {
  readonly seat: number;
}

test("R15: whatever a seat begins, the strategy would let it begin first; and nobody idles whom the strategy would set to work", () => {
  let compared = 0;
  let idle = 0;
  for (let seed = 1; seed <= 12; seed++) {
    let world: World | undefined;
    const onBegin = (seat: number, { node, block, isClaimed }: Begun | ChosenProof): void => {
      if (isClaimed || world === undefined) return;
      const [first] = shippedOptions(world, block, seat);
      assert.equal(first && nodeNumber(first.node), node, `seed ${seed}, ${world.loop.now} ms, seat ${seat}`);
      compared++;
    };
    const settings = { seats: 16, treeDepth: 4, spread: 0.5, noise: 0.2, dead: 0.35, seed };
    world = makeWorld(settings, { onBegin });
    // Times at which nothing happens: an odd fraction of a second.
    for (let time = 137; time < 600 * SECOND; time += 4_337) {
      world.loop.run({ until: time });
      const { silent, late } = shippedConduct(world, 0);
      assert.deepEqual(world.run.conduct.silent(), silent);
      assert.deepEqual(world.run.conduct.late(), late);
      for (const seat of world.run.idle()) {
        const inTime: readonly ProofOption[] = shippedOptions(world, 0, seat).filter(({ node }) => {
          const kind = world!.run.blocks[0]!.kind(nodeNumber(node));
          const seconds: number = world!.network.usual[kind] * world!.network.seats[seat]!.slowness;
          return time + seconds * SECOND <= 600 * SECOND;
        });
        assert.deepEqual(inTime, [], `seed ${seed}, ${time} ms, seat ${seat}`);
        idle++;
      }
    }
  }
  assert.ok(compared > 50 && idle > 1_000, `${compared} proofs and ${idle} idle seats compared`);
});

test("R8: equal machines that are all alive prove each node once, row by row", () => {
  const { loop, run } = makeWorld({ seats: 32, treeDepth: 4 });
  loop.run();
  const [block] = run.blocks;
  assert.equal(block!.provenAt[0], (6 + 4 * 25) * SECOND);
  assert.equal(run.counts.begun, 31);
  assert.equal(run.counts.claims, 31);
  assert.deepEqual([...block!.begun], new Array(31).fill(1));
  assert.equal(run.counts.machineSeconds, 16 * 6 + 15 * 25);
});

test("M1: whoever claims has proven in the end, however slow it is and however many are dead", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { loop, run } = makeWorld({ seats: 12, treeDepth: 4, spread: 0.8, dead: 0.4, seed });
    loop.run();
    const [block] = run.blocks;
    for (let node = 0; node < block!.count; node++) {
      if (block!.claimedAt[node]! < Number.POSITIVE_INFINITY)
        assert.ok(block!.namedProvenAt[node]! < 600 * SECOND);
    }
    assert.equal(run.counts.broken, 0);
  }
});

test("R15: a claimed seat that dies is late, and the next in turn proves its node", () => {
  const alive = { slowness: 1, diesAt: Number.POSITIVE_INFINITY };
  const seats = Array.from({ length: 8 }, () => alive);
  const { run: first } = makeWorld({ seats: 8, treeDepth: 2 });
  const root = first.blocks[0]!.named(0);
  seats[root] = { slowness: 1, diesAt: 40 * SECOND };
  const { loop, run } = makeWorld({ seats: 8, treeDepth: 2, fields: { seats } });
  loop.run();
  const [block] = run.blocks;
  assert.equal(run.counts.broken, 1);
  assert.ok(run.conduct.isLate(root));
  // Ready at 31 s; open after twice the time of a root; then a turn's proof.
  assert.equal(block!.provenAt[0], (31 + 2 * 25 + 25) * SECOND);
  assert.notEqual(block!.provenBy[0], root);
});

test("R8: a seat that is late for its node claims and proves it, though another has proven it meanwhile", () => {
  const late = makeWorld({ seats: 8, treeDepth: 2 }).run.blocks[0]!.named(3);
  const executedAt = (seat: number): number => (seat === late ? 120 * SECOND : 0);
  const { loop, run } = makeWorld({ seats: 8, treeDepth: 2, executedAt });
  loop.run();
  const [block] = run.blocks;
  assert.ok(block!.provenAt[3]! < 120 * SECOND);
  assert.notEqual(block!.provenBy[3], late);
  assert.equal(block!.claimedAt[3], 120 * SECOND);
  assert.equal(block!.namedProvenAt[3], 126 * SECOND);
});

test("P6.2: of a block that is not worth proving any more only claimed nodes are proven; of one that has lost none", () => {
  const { loop, run } = makeWorld({ seats: 16, treeDepth: 3, blocks: 2, dead: 0.3, seed: 3 });
  loop.run({ until: 3 * SECOND });
  const { claims } = run.counts;
  run.setWorthProving(1, false);
  loop.run();
  assert.ok(run.blocks[0]!.provenAt[0]! < 600 * SECOND);
  assert.equal(run.blocks[1]!.provenAt[0], Number.POSITIVE_INFINITY);
  assert.ok(run.counts.claims > claims);
  const lost = makeWorld({ seats: 16, treeDepth: 3, seed: 3 });
  lost.loop.run({ until: 3 * SECOND });
  lost.run.lose(0);
  lost.loop.run();
  assert.equal(lost.run.counts.made, 0);
  assert.equal(lost.run.counts.stopped, lost.run.counts.begun);
});

test("one seed takes one course, another seed another", () => {
  const trace = (seed: number): string => {
    const { loop } = makeWorld({ seats: 64, treeDepth: 6, spread: 0.3, noise: 0.1, dead: 0.2, seed });
    loop.run();
    return loop.trace;
  };
  assert.equal(trace(5), trace(5));
  assert.notEqual(trace(5), trace(6));
});
