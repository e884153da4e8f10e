import assert from "node:assert/strict";
import { test } from "node:test";
import { proposalId, toHex } from "@trellis/protocol";
import { secretOf } from "../testing/FakeContext.ts";
import { testEnvironment } from "../testing/testEnvironment.ts";
import { ACCEPT, ignore, reject, wait } from "../Verdict.ts";
import { validateProposal } from "./validateProposal.ts";

test("P4.1 a signed proposal for the open height and round is accepted and remembered", () => {
  const environment = testEnvironment();
  const message = environment.context.signed();
  assert.deepEqual(validateProposal(message, environment), ACCEPT);
  const id = proposalId(environment.context.domain, message.proposal);
  assert.deepEqual(environment.memory.proposal(toHex(id)), message.proposal);
});

test("a proposal is accepted once, whether gossip or the node knows it", () => {
  const environment = testEnvironment();
  const message = environment.context.signed();
  validateProposal(message, environment);
  assert.deepEqual(validateProposal(message, environment), ignore("known"));

  const other = testEnvironment();
  other.context.known();
  assert.deepEqual(validateProposal(message, other), ignore("known"));
});

for (const [rule, fields, expected] of [
  ["P4.1 depth is at least 1", { depth: 0 }, reject("depth_out_of_range")],
  ["P4.1 depth is at most 11", { depth: 12 }, reject("depth_out_of_range")],
  ["P4.1 depth 11 is allowed", { depth: 11 }, ACCEPT],
  ["P4.1 the provers' share is at most 10000", { proverShareBps: 10_001 }, reject("share_out_of_range")],
  ["P4.1 the provers' share may be all", { proverShareBps: 10_000 }, ACCEPT],
  ["P7.2 the burn bid is at least the minimum", { burnBid: 99n }, reject("burn_bid_too_low")],
  ["P7.2 the minimum is enough", { burnBid: 100n }, ACCEPT],
  ["P4.1 an earlier height is over", { height: 4n }, ignore("height_over")],
  ["P4.1 an earlier round is over", { round: 1 }, ignore("round_over")],
  ["P4.1 the next height has to open", { height: 6n }, wait("height_not_open")],
  ["P4.1 the next height may have any round", { height: 6n, round: 0 }, wait("height_not_open")],
  ["P3.4 the height after the next is too far", { height: 7n }, ignore("height_too_far_ahead")],
  ["P4.1 the next round has to open", { round: 3 }, wait("round_not_open")],
  ["P4.1 a proposal expires at its expiry", { expiry: 1_000n }, ignore("expired")],
  ["P4.1 a proposal lives until its expiry", { expiry: 1_001n }, ACCEPT],
  ["P3.4 the parent has to be known", { parent: new Uint8Array(32) }, wait("parent_unknown")],
  ["P1.2 the proposer has to own bid and bond", { burnBid: 999_001n }, ignore("balance_too_low")],
  ["P1.2 bid and bond may be all it owns", { burnBid: 999_000n }, ACCEPT],
] as const) {
  test(`${rule}: ${JSON.stringify(expected)}`, () => {
    const environment = testEnvironment();
    assert.deepEqual(validateProposal(environment.context.signed(fields), environment), expected);
  });
}

test("P4.1 [REJECT] signed by somebody other than `proposer`", () => {
  const environment = testEnvironment();
  const { proposal } = environment.context.signed();
  const { signature } = environment.context.signed({ proposer: proposal.proposer }, secretOf("other"));
  assert.deepEqual(validateProposal({ proposal, signature }, environment), reject("signature_invalid"));
});

test("P4.1 [REJECT] the burn bid is not a uint96", () => {
  const environment = testEnvironment();
  const { proposal, signature } = environment.context.signed();
  const message = { proposal: { ...proposal, burnBid: 1n << 96n }, signature };
  assert.deepEqual(validateProposal(message, environment), reject("burn_bid_out_of_range"));
});

test("P4.1 [REJECT] any field changed after signing", () => {
  const { context } = testEnvironment();
  const { proposal, signature } = context.signed();
  for (const change of [
    { proverShareBps: 1 },
    { burnBid: 201n },
    { depth: 2 },
    { expiry: 2_001n },
    { orderCommitment: new Uint8Array(32) },
    { proposer: new Uint8Array(20) },
  ]) {
    const verdict = validateProposal({ proposal: { ...proposal, ...change }, signature }, testEnvironment());
    assert.deepEqual(verdict, reject("signature_invalid"), Object.keys(change).join());
  }
});

test("P4.1 [REJECT] signed for another rollup", () => {
  const environment = testEnvironment();
  const message = environment.context.signed();
  const elsewhere = testEnvironment();
  Object.assign(elsewhere.context, { domain: { chainId: 1n, rollup: elsewhere.context.domain.rollup } });
  assert.deepEqual(validateProposal(message, elsewhere), reject("signature_invalid"));
});

test("a proposer replaces its proposal three times in one round; other proposers and rounds are not touched", () => {
  const environment = testEnvironment();
  const { context } = environment;
  for (const burnBid of [200n, 201n, 202n, 203n]) {
    assert.deepEqual(validateProposal(context.signed({ burnBid }), environment), ACCEPT);
  }
  assert.deepEqual(
    validateProposal(context.signed({ burnBid: 204n }), environment),
    ignore("too_many_of_proposer"),
  );
  assert.deepEqual(validateProposal(context.signed({}, secretOf("other")), environment), ACCEPT);
  context.open = { height: 5n, round: 3 };
  assert.deepEqual(validateProposal(context.signed(), environment), ACCEPT);
});

test("a waiting proposal leaves nothing behind and is accepted once its round opens", () => {
  const environment = testEnvironment();
  const message = environment.context.signed({ round: 3 });
  assert.deepEqual(validateProposal(message, environment), wait("round_not_open"));
  environment.context.open = { height: 5n, round: 3 };
  assert.deepEqual(validateProposal(message, environment), ACCEPT);
});
