import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reveal, SignedEntry } from "@trellis/protocol";
import { ProverBitmap, toHex } from "@trellis/protocol";
import { messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { namedSeat } from "./environment.ts";
import { validateReveal } from "./validateReveal.ts";
import { validateVotes } from "./validateVotes.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };

function revealed() {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const entries = [context.entry(id, ROOT, 1), context.entry(id, LEFT, 2)];
  context.commit(id, entries);
  return { environment, context, id, entries, reveal: context.reveal(id, entries) };
}

test("P6.1, R2 a whole reveal is accepted once, and says whom the transcript binds", async () => {
  const { environment, context, id, reveal } = revealed();
  assert.deepEqual(await validateReveal(reveal, environment), ACCEPT);
  assert.deepEqual(await validateReveal(reveal, environment), ignore("known"));
  const named = (node: typeof ROOT) => namedSeat(toHex(id), node, context.committed(id)!, environment);
  assert.deepEqual([ROOT, LEFT, { depth: 1, index: 1 }].map(named), [1, 2, null]);
});

test("R17 [WAIT] a reveal before its turn, and before it is known", async () => {
  const { environment, context, reveal } = revealed();
  context.turn = undefined;
  assert.deepEqual(await validateReveal(reveal, environment), wait("window_open"));
  context.turn = context.now() + 1n;
  assert.deepEqual(await validateReveal(reveal, environment), wait("turn_not_come"));
  context.turn = context.now();
  assert.deepEqual(await validateReveal(reveal, environment), ACCEPT);
});

test("P5.3 [WAIT] the proposal is not known, or not committed", async () => {
  const { environment, context, id, reveal } = revealed();
  context.commitments.clear();
  assert.deepEqual(await validateReveal(reveal, environment), wait("proposal_not_committed"));
  context.proposals.clear();
  assert.deepEqual(await validateReveal(reveal, environment), wait("proposal_unknown", toHex(id)));
});

type Break = (reveal: Reveal, entries: readonly SignedEntry[]) => Partial<Reveal>;
const breaks: readonly (readonly [string, Break, Judgement])[] = [
  ["R2 an entry is left out", (_, [root]) => ({ entries: [root!] }), reject("root_mismatch")],
  ["R2 no transcript at all", () => ({ entries: [] }), reject("root_mismatch")],
  [
    "R2 an entry names another seat",
    (_, [root, left]) => ({ entries: [root!, { ...left!, seat: 3 }] }),
    reject("root_mismatch"),
  ],
  ["P4.1 another secret", () => ({ secret: new Uint8Array(32) }), reject("order_mismatch")],
  ["P4.1 other transactions", () => ({ transactions: [] }), reject("order_mismatch")],
  [
    "P4.1 more transactions than places",
    ({ transactions }) => ({ transactions: Array(17).fill(transactions[0]) }),
    reject("too_many_transactions"),
  ],
  [
    "P4.2 a vote's signature was changed on the way",
    (_, [root, left]) => ({ entries: [root!, { ...left!, signature: root!.signature }] }),
    reject("vote_signature_invalid"),
  ],
];

for (const [rule, change, expected] of breaks) {
  test(`${rule}: ${JSON.stringify(expected)}, and the true reveal is still accepted`, async () => {
    const { environment, entries, reveal } = revealed();
    assert.deepEqual(await validateReveal({ ...reveal, ...change(reveal, entries) }, environment), expected);
    assert.deepEqual(await validateReveal(reveal, environment), ACCEPT);
  });
}

test("P4.1 [REJECT] transactions that make no block", async () => {
  const { environment, context, reveal } = revealed();
  context.isOrderPossible = false;
  assert.deepEqual(await validateReveal(reveal, environment), reject("order_malformed"));
});

test("R2 an entry that binds nobody needs no signature: its seat is not in the bitmap, or its vote serves twice", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const unsigned = (entry: SignedEntry): SignedEntry => ({ ...entry, signature: new Uint8Array(64) });
  const entries = [
    unsigned(context.entry(id, ROOT, 1)),
    unsigned(context.entry(id, LEFT, 1)),
    unsigned(context.entry(id, { depth: 1, index: 1 }, 9)),
  ];
  context.commit(id, entries);
  const { transcriptRoot } = context.committed(id)!;
  context.commitments.set(toHex(id), { transcriptRoot, committed: ProverBitmap.of([1]) });
  assert.deepEqual(await validateReveal(context.reveal(id, entries), environment), ACCEPT);
});

test("P2.3 [WAIT] a bound seat's key is not known yet", async () => {
  const { environment, context, reveal } = revealed();
  context.seats = 2;
  assert.deepEqual(await validateReveal(reveal, environment), wait("seat_unknown"));
});

test("cheap checks come first: nothing is hashed for entries, numbers or keys that cannot be right", async () => {
  const { environment, context, entries, reveal } = revealed();
  context.isTranscript = () => assert.fail("hashed");
  context.orderCommitment = () => assert.fail("hashed");
  const judge = (change: Partial<Reveal>) => validateReveal({ ...reveal, ...change }, environment);
  const outside = context.entry(reveal.proposalId, { depth: 2, index: 0 }, 1);
  assert.deepEqual(await judge({ entries: [...entries, outside] }), reject("entries_malformed"));
  assert.deepEqual(await judge({ secret: new Uint8Array(32).fill(0xff) }), reject("order_malformed"));
  const unpackable = { ...reveal.transactions[0]!, amount: -1n };
  assert.deepEqual(await judge({ transactions: [unpackable] }), reject("order_malformed"));
  const forged = { ...entries[1]!, signature: new Uint8Array(64) };
  assert.deepEqual(await judge({ entries: [entries[0]!, forged] }), reject("vote_signature_invalid"));
  context.seats = 2;
  assert.deepEqual(await judge({}), wait("seat_unknown"));
});

test("votes that gossip has accepted are not checked again", async () => {
  const { environment, context, id, entries, reveal } = revealed();
  for (const seat of [1, 2])
    assert.deepEqual(await validateVotes(context.votes(id, seat, [0]), environment), ACCEPT);
  const { domain } = context;
  let checks = 0;
  Object.defineProperty(context, "domain", {
    get() {
      checks++;
      return domain;
    },
  });
  const forged = { ...entries[1]!, signature: entries[0]!.signature };
  assert.deepEqual(
    await validateReveal({ ...reveal, entries: [entries[0]!, forged] }, environment),
    reject("vote_signature_invalid"),
  );
  assert.equal(checks, 1);
  assert.deepEqual(await validateReveal(reveal, environment), ACCEPT);
  assert.equal(checks, 1);
});

test("a copy that waited for its turn while another one was accepted is not hashed", async () => {
  const { environment, context, reveal } = revealed();
  const check = Promise.withResolvers<void>();
  const late = validateReveal(
    { ...reveal },
    {
      ...environment,
      heavy: async (task) => {
        await check.promise;
        return task();
      },
    },
  );
  assert.deepEqual(await validateReveal(reveal, environment), ACCEPT);
  context.isTranscript = () => assert.fail("hashed");
  check.resolve();
  assert.deepEqual(await late, ignore("known"));
});

test("another transcript after a reorganisation of L1 is revealed anew", async () => {
  const { environment, context, id, entries, reveal } = revealed();
  assert.deepEqual(await validateReveal(reveal, environment), ACCEPT);
  context.commit(id, entries.slice(1));
  assert.equal(namedSeat(toHex(id), LEFT, context.committed(id)!, environment), undefined);
  assert.deepEqual(await validateReveal(context.reveal(id, entries.slice(1)), environment), ACCEPT);
});
