import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { address, ETHER } from "../Chain.ts";
import { Duel, type DuelSetup } from "./Duel.ts";
import { HONEST_CONDUCT, honestPlan, type OwnBlock, type Plan, type SeatConduct } from "./Plan.ts";

const DEPTH = 2;
const SETUP: DuelSetup = { honestSeats: 5, ownSeats: 3, depth: DEPTH, bid: 20n * ETHER, capacity: 4 };
const RUNS = { numRuns: 60 };

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

const block: fc.Arbitrary<OwnBlock> = record<OwnBlock>({
  bidPercent: fc.constantFrom(1, 10, 50, 90, 100, 110, 200, 1_000),
  depth: fc.constantFrom(1, DEPTH),
  names: fc.constantFrom("ownOnce", "ownAll", "voters"),
  bitmap: fc.constantFrom("named", "active"),
  isRevealed: fc.boolean(),
  proof: fc.constantFrom("full", "ownOnly", "none"),
  isFirst: fc.boolean(),
  endsEarly: fc.boolean(),
});

const conduct: fc.Arbitrary<SeatConduct> = record<SeatConduct>({
  votesPercent: fc.constantFrom(0, 50, 100),
  claims: fc.boolean(),
  work: fc.constantFrom("prove", "withhold", "holdBack"),
  rescues: fc.boolean(),
  proof: fc.constantFrom("none", "full", "swap"),
  isFirst: fc.boolean(),
});

const plan: fc.Arbitrary<Plan> = record<Plan>({
  blocks: fc.array(block, { maxLength: 3 }),
  conduct,
  reports: fc.boolean(),
  reportsItself: fc.boolean(),
});

/** Purses hold what the contracts owe; the rewards keep nothing. */
function assertPurses({ chain }: Duel): void {
  const { vault, token, auction, registry } = chain.world;
  const [vaultAt, registryAt, auctionAt, rewardsAt] = [101, 102, 103, 105].map(address);
  const stakes = registry.active.seats().reduce((sum, seat) => sum + registry.seatAt(seat).stake, 0n);
  const balances = [22, 32].reduce((sum, account) => sum + auction.balances.balanceOf(address(account)), 0n);
  assert.equal(vault.purseOf(registryAt!, 0), stakes);
  assert.equal(vault.purseOf(rewardsAt!, 0), 0n);
  // All commitments of the round have been settled.
  assert.equal(vault.purseOf(auctionAt!, 0), balances);
  assert.equal(token.balanceOf(vaultAt!), stakes + balances);
}

test("M1: honest seats keep their stakes, and every pay that a kept proof shows can be claimed", () => {
  const duel = new Duel(SETUP);
  fc.assert(
    fc.property(fc.array(plan, { minLength: 1, maxLength: 2 }), (plans) => {
      const result = duel.play(plans);
      assert.equal(result.honestStakeLost, 0n);
      assert.ok(result.honestProvers >= 0n);
      assertPurses(duel);
    }),
    RUNS,
  );
});

test("M2: an honest proposer loses at most its bond, and nothing if those who voted for it work", () => {
  const duel = new Duel(SETUP);
  fc.assert(
    fc.property(plan, (one) => {
      const { honestProposer } = duel.play([one]);
      assert.ok(honestProposer >= -SETUP.bid);
      const working: Plan = { ...one, conduct: { ...one.conduct, work: "prove" } };
      assert.ok(duel.play([working]).honestProposer >= 0n);
    }),
    RUNS,
  );
});

test("M6: after anything that the adversary does, a block of honest parties can follow, and others can join", () => {
  const duel = new Duel(SETUP);
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 2 }), (plans) => {
      const { winners } = duel.play([...plans, honestPlan(undefined, DEPTH)]);
      assert.equal(winners.at(-1), "honest");
      duel.chain.join(address(99), 1);
    }),
    RUNS,
  );
});

/** Attacks by name, and what the adversary gets at most: what honest work of the same seats earns. */
const ATTACKS: Readonly<Record<string, Plan>> = {
  "trap: it hides order and transcript of the leader, and proves it alone with the votes of others": {
    ...honestPlan(150, DEPTH),
    blocks: [{ ...honestPlan(150, DEPTH).blocks[0]!, isRevealed: false }],
  },
  "displacement: it holds its nodes back, and shows them in a proof that has one node of each seat": {
    ...honestPlan(undefined, DEPTH),
    conduct: { ...HONEST_CONDUCT, work: "holdBack", proof: "swap" },
  },
  "weak end: it ends its round at once by a proof that names nobody else": {
    ...honestPlan(150, DEPTH),
    blocks: [{ ...honestPlan(150, DEPTH).blocks[0]!, proof: "ownOnly", isFirst: true, endsEarly: true }],
  },
  "free lead: it leads by the bits of seats that it names nowhere": {
    ...honestPlan(150, DEPTH),
    blocks: [{ ...honestPlan(150, DEPTH).blocks[0]!, names: "ownAll", bitmap: "active" }],
  },
  "silence: it claims nodes and does not prove them, and reports itself by the cheapest": {
    ...honestPlan(undefined, DEPTH),
    conduct: { ...HONEST_CONDUCT, work: "withhold" },
    reportsItself: true,
  },
};

for (const [name, attack] of Object.entries(ATTACKS)) {
  test(`M3: no profit from ${name}`, () => {
    const duel = new Duel(SETUP);
    const bid = attack.blocks[0]?.bidPercent;
    const honest = duel.play([honestPlan(bid, DEPTH)]);
    const result = duel.play([attack]);
    assert.ok(result.adversary <= honest.adversary, `${result.adversary} > ${honest.adversary}`);
    assert.equal(result.honestStakeLost, 0n);
  });
}
