import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, type Proposal, toHex } from "@trellis/protocol";
import { publicKeyOf, signProposal } from "@trellis/protocol/keys";
import { messageEnvironment, secretOf } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, type Judgement, reject, type Wait, wait } from "../Verdict.ts";
import { escrowOf } from "./environment.ts";
import { validateProposal } from "./validateProposal.ts";

test("P4.1 a proposal is accepted once", () => {
  const environment = messageEnvironment();
  const message = environment.context.signed();
  assert.deepEqual(validateProposal(message, environment), ACCEPT);
  assert.deepEqual(validateProposal(message, environment), ignore("known"));
});

test("R9, A24 the proposer's balance covers the bid and the bond that follows it", () => {
  for (const [burnBid, escrow] of [
    [200n, 1_200n],
    [10_000n, 11_000n],
    [50_000n, 55_000n],
  ] as const) {
    const environment = messageEnvironment();
    const { context } = environment;
    const message = context.signed({ burnBid });
    const address = toHex(message.proposal.proposer);
    assert.equal(escrowOf(burnBid, context), escrow);
    context.balances.set(address, escrow - 1n);
    assert.deepEqual(validateProposal(message, environment), ignore("balance_too_low"));
    context.balances.set(address, escrow);
    assert.deepEqual(validateProposal(message, environment), ACCEPT);
  }
});

const breaks: readonly (readonly [string, Partial<Proposal>, Judgement])[] = [
  ["P4.1 the tree has a depth", { depth: 0 }, reject("depth_out_of_range")],
  ["P4.1 the tree is not too deep", { depth: 12 }, reject("depth_out_of_range")],
  ["P4.1 the share is at most the whole", { proverShareBps: 10_001 }, reject("share_out_of_range")],
  ["R6 the share is at least the least one", { proverShareBps: 1_999 }, reject("share_too_low")],
  ["P7.2 the bid is at least the least one", { burnBid: 99n }, reject("burn_bid_too_low")],
  ["P4.1 the bid fits L1", { burnBid: 1n << 96n }, reject("burn_bid_out_of_range")],
  ["P4.1 the height is not over", { height: 4n }, ignore("height_over")],
  ["P4.1 the round is not over", { round: 1 }, ignore("round_over")],
  ["P4.1 it has not expired", { expiry: 1_000n }, ignore("expired")],
  ["P3.4 the height is near", { height: 7n }, ignore("height_too_far_ahead")],
  ["P3.4 the height is open", { height: 6n }, wait("height_not_open")],
  ["P3.4 the round is open", { round: 3 }, wait("round_not_open")],
  ["P3.4 the parent is known", { parent: new Uint8Array(32) }, wait("parent_unknown")],
];

for (const [rule, fields, expected] of breaks) {
  test(`${rule}: ${JSON.stringify(expected)}`, () => {
    const environment = messageEnvironment();
    const { context } = environment;
    const changed = context.unsigned(fields);
    const message =
      changed.burnBid >> 96n === 0n
        ? context.signed(fields)
        : { proposal: changed, signature: new Uint8Array(65) };
    const { signed, ...judgement } = validateProposal(message, environment) as Wait;
    assert.deepEqual(judgement, expected);
    const { proposer, height, round } = changed;
    if (expected.result === "wait") assert.equal(signed?.[0]?.signer, toHex(proposer));
    if (expected.result === "wait") assert.equal(signed?.[0]?.subject, `${height}/${round}`);
  });
}

test("a proposal is signed before it waits, and checked once however often it is judged", () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const message = context.signed({ height: 6n });
  const forged = { ...message, signature: context.signed({ height: 6n, round: 1 }).signature };
  assert.deepEqual(validateProposal(forged, environment), reject("signature_invalid"));
  assert.equal(validateProposal(message, environment).result, "wait");
  message.signature.fill(0);
  assert.equal(validateProposal(message, environment).result, "wait");
});

test("what a proposer cannot pay for, or has too many of, costs no signature check", () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const unsigned = (fields: Partial<Proposal>) => ({
    ...context.signed(fields),
    signature: new Uint8Array(65),
  });
  context.balances.set(toHex(context.signed().proposal.proposer), 1_199n);
  assert.deepEqual(validateProposal(unsigned({}), environment), ignore("balance_too_low"));
  context.balances.clear();
  assert.deepEqual(validateProposal(unsigned({ height: 7n }), environment), ignore("height_too_far_ahead"));
  for (let i = 0; i < 4; i++) validateProposal(context.signed({ burnBid: 200n + BigInt(i) }), environment);
  assert.deepEqual(
    validateProposal(unsigned({ burnBid: 300n }), environment),
    ignore("too_many_of_proposer"),
  );
});

test("P4.1 [REJECT] signed by another key", () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const message = signProposal(context.domain, context.unsigned(), secretOf("another"));
  assert.deepEqual(validateProposal(message, environment), reject("signature_invalid"));
});

test("A24 free addresses have no proposal relayed, and one deposit carries a few", () => {
  const environment = messageEnvironment();
  const { context } = environment;
  context.proposerBalance = (address) =>
    toHex(address) === toHex(addressOf(publicKeyOf(context.proposerSecret))) ? 10_000n : 0n;
  for (let i = 0; i < 100; i++) {
    const free = context.signed({}, secretOf(`free ${i}`));
    assert.deepEqual(validateProposal(free, environment), ignore("balance_too_low"));
  }
  const verdicts = Array.from({ length: 20 }, (_, i) =>
    validateProposal(context.signed({ burnBid: 200n + BigInt(i) }), environment),
  );
  assert.deepEqual(verdicts.slice(0, 4), Array(4).fill(ACCEPT));
  assert.deepEqual(verdicts.slice(4), Array(16).fill(ignore("too_many_of_proposer")));
});
