import assert from "node:assert/strict";
import { test } from "node:test";
import { bitmapHash, ProverBitmap, type SignedTranscript, toHex } from "@trellis/protocol";
import { type FakeContext, secretOf } from "../testing/FakeContext.ts";
import { testEnvironment } from "../testing/testEnvironment.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { validateTranscript } from "./validateTranscript.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };
const ZERO = new Uint8Array(32);

/** Seats 1 and 2 name all three nodes; seat 1 by two votes. */
function fullTranscript(context: FakeContext, id: Uint8Array): SignedTranscript {
  return context.transcript(id, [
    context.entry(id, ROOT, 1),
    context.entry(id, LEFT, 2),
    context.entry(id, RIGHT, 1, 1),
  ]);
}

test("P5.2 a transcript of true votes signed by the proposer is accepted once", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const transcript = fullTranscript(context, context.known());
  assert.deepEqual(await validateTranscript(transcript, environment), ACCEPT);
  assert.deepEqual(await validateTranscript(transcript, environment), ignore("known"));
});

test("P5.2 of two copies judged at once one is accepted", async () => {
  const environment = testEnvironment();
  const transcript = fullTranscript(environment.context, environment.context.known());
  const verdicts = await Promise.all([
    validateTranscript(transcript, environment),
    validateTranscript(transcript, environment),
  ]);
  assert.deepEqual(verdicts, [ACCEPT, ignore("known")]);
});

test("P5.2 some or all nodes may stay unnamed", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = context.known();
  assert.deepEqual(await validateTranscript(context.transcript(id, []), environment), ACCEPT);
  const partial = context.transcript(id, [context.entry(id, RIGHT, 1)]);
  assert.deepEqual(await validateTranscript(partial, environment), ACCEPT);
});

test("P5.2 [WAIT] the proposal is unknown", async () => {
  const environment = testEnvironment();
  const id = new Uint8Array(32).fill(8);
  const verdict = await validateTranscript(environment.context.transcript(id, []), environment);
  assert.deepEqual(verdict, wait("proposal_unknown", toHex(id)));
});

const breaks: readonly [
  rule: string,
  make: (context: FakeContext, id: Uint8Array) => SignedTranscript,
  expected: Judgement,
][] = [
  [
    "P5.3 signed by somebody other than the proposer",
    (context, id) => context.transcript(id, [], {}, { secretKey: secretOf("other") }),
    reject("signature_invalid"),
  ],
  [
    "P5.3 root changed after signing",
    (context, id) => ({ ...fullTranscript(context, id), transcriptRoot: ZERO }),
    reject("signature_invalid"),
  ],
  [
    "P5.3 bitmap hash changed after signing",
    (context, id) => ({ ...fullTranscript(context, id), bitmapHash: ZERO }),
    reject("signature_invalid"),
  ],
  [
    "P5.2 signed root is not that of the entries",
    (context, id) => context.transcript(id, [context.entry(id, ROOT, 1)], { transcriptRoot: ZERO }),
    reject("root_mismatch"),
  ],
  [
    "P5.2 an entry left out after signing, the bitmap still true",
    (context, id) => {
      const whole = fullTranscript(context, id);
      return { ...whole, entries: whole.entries.slice(0, 2) };
    },
    reject("root_mismatch"),
  ],
  [
    "P5.3 signed bitmap hash has a seat more",
    (context, id) =>
      context.transcript(id, [context.entry(id, ROOT, 1)], {
        bitmapHash: bitmapHash(ProverBitmap.of([1, 2])),
      }),
    reject("bitmap_mismatch"),
  ],
  [
    "P5.2 more entries than nodes",
    (context, id) =>
      context.transcript(
        id,
        Array.from({ length: 4 }, (_, slot) => context.entry(id, ROOT, 1, slot)),
        {
          transcriptRoot: ZERO,
        },
      ),
    reject("too_many_entries"),
  ],
  [
    "P1.3 seat out of range",
    (context, id) =>
      context.transcript(id, [{ ...context.entry(id, ROOT, 1), seat: 2_048 }], {
        transcriptRoot: ZERO,
        bitmapHash: ZERO,
      }),
    reject("seat_out_of_range"),
  ],
  [
    "P1.3 a seat without owner yet",
    (context, id) => context.transcript(id, [context.entry(id, ROOT, 20)]),
    wait("seat_unknown"),
  ],
  [
    "P5.1 a node outside the tree",
    (context, id) =>
      context.transcript(id, [context.entry(id, { depth: 2, index: 0 }, 1)], { transcriptRoot: ZERO }),
    reject("entries_malformed"),
  ],
  [
    "P5.1 a node twice",
    (context, id) =>
      context.transcript(id, [context.entry(id, ROOT, 1), context.entry(id, ROOT, 2)], {
        transcriptRoot: ZERO,
      }),
    reject("entries_malformed"),
  ],
  [
    "P9.5 a vote twice",
    (context, id) =>
      context.transcript(id, [context.entry(id, LEFT, 1), context.entry(id, RIGHT, 1)], {
        transcriptRoot: ZERO,
      }),
    reject("entries_malformed"),
  ],
  [
    "P4.2 a vote that does not cover its node",
    (context, id) => {
      const vote = { depth: 1, index: 0, slot: 0 };
      const { signature } = context.vote(id, { ...vote, seat: 1 });
      return context.transcript(id, [{ node: RIGHT, seat: 1, vote, signature }], { transcriptRoot: ZERO });
    },
    reject("entries_malformed"),
  ],
  [
    "P4.2 a vote signed by another seat",
    (context, id) => {
      const entry = context.entry(id, ROOT, 1);
      return context.transcript(id, [{ ...entry, signature: context.entry(id, ROOT, 2).signature }]);
    },
    reject("vote_signature_invalid"),
  ],
  [
    "P4.2 a vote for another proposal",
    (context, id) => {
      const other = context.known({ burnBid: 300n });
      return context.transcript(id, [context.entry(other, ROOT, 1)]);
    },
    reject("vote_signature_invalid"),
  ],
];

for (const [rule, make, expected] of breaks) {
  test(`${rule}: ${JSON.stringify(expected)}`, async () => {
    const environment = testEnvironment();
    const transcript = make(environment.context, environment.context.known());
    assert.deepEqual(await validateTranscript(transcript, environment), expected);
  });
}

test("P5.3 the committed transcript passes beyond the limit, any other is ignored", async () => {
  const environment = testEnvironment({ transcriptsPerProposal: 1 });
  const { context } = environment;
  const id = context.known();
  const [first, second, third] = [1, 2, 3].map((seat) =>
    context.transcript(id, [context.entry(id, ROOT, seat)]),
  );
  assert.deepEqual(await validateTranscript(first!, environment), ACCEPT);
  assert.deepEqual(await validateTranscript(second!, environment), ignore("too_many_of_proposal"));
  context.commit(id, second);
  assert.deepEqual(await validateTranscript(second!, environment), ACCEPT);
  assert.deepEqual(await validateTranscript(third!, environment), ignore("other_is_committed"));
});
