import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeTally, encodeTally } from "@trellis/protocol";
import { allNamed, type Block } from "./blockProof.ts";
import { address, Chain, ETHER } from "./Chain.ts";
import { refused } from "./refused.ts";

const [PROVER, OTHER, PROPOSER, RIVAL] = [address(11), address(12), address(13), address(14)];
/** Of a tree of depth 2: four leaves of weight 1, two merges and a root of weight 4. */
const WEIGHT = 16n;

/** Seven seats of one prover named for the seven nodes, three seats of another. */
function scene(settings: ConstructorParameters<typeof Chain>[0] = {}) {
  const chain = new Chain(settings);
  const seats = chain.join(PROVER, 7);
  const others = chain.join(OTHER, 3);
  for (const proposer of [PROPOSER, RIVAL]) chain.fundProposer(proposer, 1_000n * ETHER);
  const named = new Map(seats.map((seat, number) => [number, seat]));
  const commit = (bitmap: Iterable<number> = seats): Block =>
    chain.commit({ proposer: PROPOSER, bid: 10n * ETHER, depth: 2, named, bitmap });
  const finish = (block: Block): void => {
    chain.toProofEnd(block);
    chain.finalize();
    chain.settle(block);
  };
  return { chain, seats, others, named, commit, finish };
}

const without = <Value>(work: ReadonlyMap<number, Value>, ...numbers: number[]): Map<number, Value> =>
  new Map([...work].filter(([number]) => !numbers.includes(number)));

test("P8.3: proposer and committed provers share the reward; the pool is paid by weight, once", () => {
  const { chain, commit, finish } = scene();
  const block = commit();
  chain.toProofs();
  const proof = chain.submit(block, allNamed(block));
  finish(block);
  assert.equal(chain.world.token.balanceOf(PROPOSER), 50n * ETHER);
  refused("UncleWindowOpen", () => chain.claimNodes(block, 0, proof));
  chain.pass(600);
  const before = chain.world.token.balanceOf(PROVER);
  chain.claimNodes(block, 0, proof);
  chain.claimNodes(block, 0, proof);
  assert.equal(chain.world.token.balanceOf(PROVER) - before, 50n * ETHER);
  refused("AlreadySettled", () => chain.settle(block));
});

test("R2: a node counts as its seat's if any kept proof says so, and then no rescuer is paid", () => {
  const { chain, others, commit, finish } = scene();
  const block = commit();
  chain.toProofs();
  const rescue = new Map(allNamed(block)).set(3, { seat: others[0]!, as: "rescue" });
  const first = chain.submit(block, rescue);
  refused("NothingNew", () => chain.submit(block, rescue));
  const second = chain.submit(block, without(allNamed(block), 4, 5, 6));
  assert.equal(chain.world.rollup.proven.at(block.id).best, 0);
  finish(block);
  chain.pass(600);
  chain.claimNodes(block, 0, first);
  chain.claimNodes(block, 1, second);
  assert.equal(chain.world.token.balanceOf(OTHER), 0n);
  // All weight is committed, but the best proof shows six of seven seats.
  const pool = (((100n * ETHER * 6n) / 7n) * 5_000n) / 10_000n;
  assert.equal(chain.world.rewards.poolOf(block.id)!.amount, pool);
});

test("P6.6: the earliest kept proof that shows a rescuer names who is paid, at half of the node's share", () => {
  const { chain, others, commit, finish } = scene();
  const block = commit();
  chain.toProofs();
  const base = without(allNamed(block), 3, 4);
  const first = chain.submit(block, new Map(base).set(3, { seat: others[0]!, as: "rescue" }));
  const swapped = new Map(base)
    .set(3, { seat: others[1]!, as: "rescue" })
    .set(4, { seat: block.named.get(4)!, as: "named" });
  const second = chain.submit(block, swapped);
  finish(block);
  chain.pass(600);
  chain.claimNodes(block, 0, first);
  chain.claimNodes(block, 1, second);
  const { amount } = chain.world.rewards.poolOf(block.id)!;
  const paid = chain.world.token.balanceOf(OTHER);
  assert.equal(paid, amount / WEIGHT / 2n);
});

test("R2: a proof that shows more vacant entries is kept, so that the first one cannot cut the reward by hiding them", () => {
  const { chain, seats, named, finish } = scene();
  const block = chain.commit({
    proposer: PROPOSER,
    bid: 10n * ETHER,
    depth: 2,
    named: without(named, 5, 6),
    bitmap: seats.slice(0, 5),
  });
  chain.toProofs();
  const hidden = chain.submit(block, allNamed(block));
  const vacant = { leaf: 2, merge: 0, root: 0 };
  const tally = encodeTally({ committed: decodeTally(hidden.tally).committed, vacant });
  const show = (): void =>
    chain.as(address(1), ({ rollup }, call) => rollup.submitProof(call, { ...hidden, tally }));
  show();
  refused("NothingNew", show);
  refused("NothingNew", () => chain.submit(block, allNamed(block)));
  finish(block);
  assert.equal(chain.world.rewards.poolOf(block.id)!.amount, 50n * ETHER);
});

test("R2: seats that are committed and named nowhere cut the reward", () => {
  const { chain, seats, others, commit, finish } = scene();
  const block = commit([...seats, ...others]);
  chain.toProofs();
  chain.submit(block, allNamed(block));
  finish(block);
  assert.equal(chain.world.rewards.poolOf(block.id)!.amount, 35n * ETHER);
});

test("R7: new seats of losing blocks share the winner's pool; the set that gets most counts", () => {
  const { chain, seats, others, commit, finish } = scene();
  const losing = (some: readonly number[]): Block =>
    chain.commit({
      proposer: RIVAL,
      bid: ETHER,
      depth: 1,
      named: new Map(some.map((seat, number) => [number, seat])),
    });
  const [small, large] = [losing([others[0]!, seats[0]!, seats[1]!]), losing(others)];
  const winner = commit();
  chain.toProofs();
  const proof = chain.submit(winner, allNamed(winner));
  const [one, two] = [small, large].map((block) => [block, chain.submit(block, allNamed(block))] as const);
  refused("NotSettled", () => chain.nameUncles(winner, [one!]));
  finish(winner);
  chain.nameUncles(winner, [one!]);
  assert.equal(chain.world.rewards.poolOf(winner.id)!.newSeats[0]!.seats.count(), 1);
  chain.nameUncles(winner, [two!]);
  refused("NoMoreNewSeats", () => chain.nameUncles(winner, [one!]));
  refused("NotAnUncle", () => chain.nameUncles(winner, [[winner, proof]]));
  chain.pass(600);
  refused("UncleWindowClosed", () => chain.nameUncles(winner, [one!, two!]));
  chain.claimNewSeats(winner);
  chain.claimNewSeats(winner);
  // Weight 6 of three seats against 16 of seven: u is 0.95 · (6 / 3) / (16 / 7). Each gets 50 · u / (7 + u · 3).
  const u = (9_500n * 6n * 7n) / (16n * 3n);
  assert.equal(chain.world.token.balanceOf(OTHER), 3n * ((50n * ETHER * u) / (70_000n + 3n * u)));
});

test("R7, R2: nodes that a better proof leaves out still count for a losing block", () => {
  const { chain, seats, others, commit, finish } = scene();
  const named = new Map([others[0]!, others[1]!, others[2]!].map((seat, number) => [number, seat]));
  const small = chain.commit({ proposer: RIVAL, bid: ETHER, depth: 1, named });
  const winner = commit(seats);
  chain.toProofs();
  chain.submit(winner, allNamed(winner));
  chain.submit(small, without(allNamed(small), 1, 2));
  // More seats, without the root.
  const best = chain.submit(small, without(allNamed(small), 0));
  finish(winner);
  chain.nameUncles(winner, [[small, best]]);
  // All three nodes weigh 6, for three seats, against 16 of seven. The best proof alone has 2, for two.
  assert.equal(chain.world.rewards.poolOf(winner.id)!.newSeats[0]!.bps, 8_312);
});

test("R7: a losing block that is proven in parts gets no more than in one proof: the seats of all its proofs count, as their work does", () => {
  const parts = [false, true].map((inParts) => {
    const { chain, seats, others, commit, finish } = scene();
    const named = new Map([others[0]!, others[1]!, others[2]!].map((seat, number) => [number, seat]));
    const small = chain.commit({ proposer: RIVAL, bid: ETHER, depth: 1, named });
    const winner = commit(seats);
    chain.toProofs();
    chain.submit(winner, allNamed(winner));
    const proofs = (
      inParts
        ? [
            [1, 2],
            [0, 2],
            [0, 1],
          ]
        : [[]]
    ).map((missing) => chain.submit(small, without(allNamed(small), ...missing)));
    finish(winner);
    chain.nameUncles(
      winner,
      proofs.slice(0, 1).map((proof) => [small, proof]),
    );
    return chain.world.rewards.poolOf(winner.id)!.newSeats[0]!.bps;
  });
  assert.deepEqual(parts, [8_312, 8_312]);
});

test("R7: three leaf seats earn less for each weight of work if they stay out and prove a small block of their own", () => {
  const chain = new Chain();
  const seats = chain.join(PROVER, 15);
  for (const proposer of [PROPOSER, RIVAL]) chain.fundProposer(proposer, 1_000n * ETHER);
  const [stayers, leavers] = [seats.slice(0, 12), seats.slice(12)];
  const small = chain.commit({
    proposer: RIVAL,
    bid: ETHER,
    depth: 1,
    named: new Map(leavers.map((seat, number) => [number, seat])),
  });
  // The twelve share the fifteen nodes of a tree of depth 3: weight 36.
  const named = new Map(Array.from({ length: 15 }, (_, number) => [number, stayers[number % 12]!]));
  const winner = chain.commit({ proposer: PROPOSER, bid: 10n * ETHER, depth: 3, named });
  chain.toProofs();
  chain.submit(winner, allNamed(winner));
  const proof = chain.submit(small, allNamed(small));
  chain.toProofEnd(winner);
  chain.finalize();
  chain.settle(winner);
  chain.nameUncles(winner, [[small, proof]]);
  chain.pass(600);
  const before = chain.world.token.balanceOf(PROVER);
  chain.claimNewSeats(winner);
  const paid = chain.world.token.balanceOf(PROVER) - before;
  // Their block has weight 6. In the winner each weight of work is paid 50 / 36.
  assert.ok(paid * 36n < 6n * 50n * ETHER);
});

test("R7: a losing block that adds no new seats lifts nobody's pay", () => {
  const { chain, seats, others, commit, finish } = scene();
  const small = chain.commit({
    proposer: RIVAL,
    bid: ETHER,
    depth: 1,
    named: new Map([others[0]!, others[1]!, others[2]!].map((seat, number) => [number, seat])),
  });
  const heavy = chain.commit({
    proposer: RIVAL,
    bid: ETHER,
    depth: 2,
    named: new Map(Array.from({ length: 7 }, (_, number) => [number, seats[0]!])),
  });
  const winner = commit();
  chain.toProofs();
  chain.submit(winner, allNamed(winner));
  const [light, lift] = [small, heavy].map((block) => [block, chain.submit(block, allNamed(block))] as const);
  finish(winner);
  chain.nameUncles(winner, [light!]);
  refused("NothingAdded", () => chain.nameUncles(winner, [lift!, light!]));
});

test("R7: a losing block whose bid is too low is no uncle", () => {
  const { chain, others, commit, finish } = scene({ uncleMinBps: 500 });
  const named = new Map(others.map((seat, number) => [number, seat]));
  const low = chain.commit({ proposer: RIVAL, bid: ETHER / 4n, depth: 1, named });
  const winner = commit();
  chain.toProofs();
  chain.submit(winner, allNamed(winner));
  const proof = chain.submit(low, allNamed(low));
  finish(winner);
  refused("NotAnUncle", () => chain.nameUncles(winner, [[low, proof]]));
});

test("R4: pay goes to the owner of the seat's generation at the block's snapshot", () => {
  const { chain, seats, commit, finish } = scene();
  const block = commit();
  chain.toProofs();
  const proof = chain.submit(block, allNamed(block));
  finish(block);
  chain.as(PROVER, ({ registry }, call) => registry.requestExit(call, seats[0]!));
  chain.pass(86_400);
  chain.as(PROVER, ({ registry }, call) => registry.withdraw(call, seats[0]!));
  const [heir] = chain.join(RIVAL, 1);
  assert.equal(heir, seats[0]);
  const before = chain.world.token.balanceOf(RIVAL);
  chain.claimNodes(block, 0, proof);
  assert.equal(chain.world.token.balanceOf(RIVAL), before);
});
