import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import fc from "fast-check";
import { Chain } from "../chain/Chain.ts";
import { askedOf, HEIGHT, lived, snapshotOf } from "../testing/livedSnapshot.ts";
import type { LifeStep } from "../testing/RandomLife.ts";
import { beginChain } from "./beginChain.ts";
import type { SnapshotL1 } from "./SnapshotL1.ts";

/** What a chain answers of all that a node acts on. Blocks are those above a height. */
function answersOf(chain: Chain, above: bigint): unknown {
  const { head, view, messages, tables, nextActive, ranking, rounds } = chain;
  const known = chain.records.all().filter(({ proposal }) => proposal.height > above);
  const ids = new Set(known.map(({ proposalId }) => proposalId));
  return {
    head: [head.height, head.proposalId, head.state.root(), [...head.state.accounts()]],
    queue: [messages.slice(0), chain.queueHash(BigInt(messages.length))],
    owners: [0, 1, 2, 3].map((account) => chain.ownerOf(account)),
    seats: [...tables.seats.keys].sort(([a], [b]) => a - b),
    keys: [0, 1, 2, 3, 4, 5].map((seat) => chain.seats.key(seat, chain.proverSetRoot)),
    active: [nextActive.words(), chain.active.words(), [...tables.active.seats].sort(([a], [b]) => a - b)],
    balances: [...tables.funds.balances].sort(([a], [b]) => (a < b ? -1 : 1)),
    known,
    escrows: [...tables.funds.escrows.values()].filter(({ proposalId }) => ids.has(proposalId)),
    settled: [...tables.rewards.settled].filter(([id]) => ids.has(id)),
    paid: [...tables.rewards.paid].filter(([id]) => ids.has(id)),
    finals: chain.finals.filter(({ height }) => height > above),
    opened: chain.counts.opened,
    ...{ ranking, rounds, block: view.block.number },
  };
}

const number = fc.nat(1_000);
const odd = fc.array(fc.tuple(number, number, number, number), { minLength: 18, maxLength: 18, size: "max" });

for (const heights of [1n, 2n, 512n]) {
  test(`a chain that began from a snapshot answers like one that read all of L1, of the last ${heights} heights and later`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), odd, fc.nat({ max: 5 }), async (pipelined, steps, which) => {
        const { life, seen } = lived(pipelined, steps as LifeStep[]);
        const from = seen[which % Math.max(seen.length, 1)];
        if (from === undefined) return;
        const whole = new Chain(() => life.time);
        whole.apply(life.l1.view(true));
        const chain = new Chain(() => life.time);
        await beginChain(chain, snapshotOf(from), askedOf(life.l1), heights);
        const above = from.head.height - heights;
        // The view of each chain is of a block of its own.
        const at = (answers: unknown) => ({ ...(answers as object), block: 0 });
        assert.deepEqual(at(answersOf(chain, above)), at(answersOf(whole, above)));
        for (const step of HEIGHT) {
          life.take(step);
          const view = life.view;
          if (view.reset) return;
          for (const one of [chain, whole]) one.apply(view);
        }
        assert.deepEqual(answersOf(chain, above), answersOf(whole, above));
      }),
      { numRuns: 3 },
    );
  });
}

test("TRL-NOD-090: a state that L1 has not made final is refused, and so is one of a height that is not final", async () => {
  const { life, seen } = lived(false, []);
  assert.ok(seen.length > 4, `${seen.length} heights`);
  const [first, second] = seen;
  for (const wrong of [
    { ...second!, head: { ...second!.head, state: first!.head.state } },
    { ...first!, head: { ...first!.head, height: 99n } },
  ]) {
    await assert.rejects(beginChain(new Chain(), snapshotOf(wrong), askedOf(life.l1)), {
      code: "TRL-NOD-090",
    });
  }
});

test("TRL-NOD-013: events that are missing are noticed, whatever they are of", async () => {
  const { life, seen } = lived(false, []);
  const snapshot = snapshotOf(seen.at(-1)!);
  const lacking = (isLacking: (event: L1Event) => boolean): SnapshotL1 => {
    const l1 = askedOf(life.l1);
    return {
      ...l1,
      viewFrom: async (block) => {
        const view = await l1.viewFrom(block);
        return { ...view, events: view.events.filter((event) => !isLacking(event)) };
      },
    };
  };
  for (const name of ["ProverJoined", "MessageQueued"]) {
    const short = { ...snapshot, queue: [...snapshot.queue].slice(0, 1) };
    const l1 = lacking(({ eventName }) => eventName === name);
    await assert.rejects(beginChain(new Chain(), short, l1), { code: "TRL-NOD-013" }, name);
  }
});

test("whether a message has failed is not told of blocks that were not read", async () => {
  const { life, seen } = lived(false, []);
  const last = seen.at(-1)!;
  const chain = new Chain();
  await beginChain(chain, snapshotOf(last), askedOf(life.l1), 1n);
  assert.equal(chain.hasFailed(0), undefined);
  assert.equal(chain.hasFailed(last.queue.length - 1), false);
});
