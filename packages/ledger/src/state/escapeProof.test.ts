import assert from "node:assert/strict";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { testWorld, WORLD_INDICES } from "../testing/testWorld.ts";
import { escapeProof } from "./escapeProof.ts";

test("R12 the path of an escape leads from the account's fields to the state root", () => {
  const state = testWorld();
  for (const accountIndex of WORLD_INDICES) {
    const proof = escapeProof(state, accountIndex);
    const accounts = proof.siblings.reduce(
      (node, sibling, level) =>
        poseidon2Hash((accountIndex >> level) & 1 ? [sibling, node] : [node, sibling]),
      poseidon2Hash([...proof.account]),
    );
    assert.equal(proof.state[0], accounts);
    assert.equal(poseidon2Hash([...proof.state]), state.root());
    assert.equal(proof.accountIndex, accountIndex);
    assert.deepEqual(proof.account.slice(3), state.account(accountIndex)?.balances);
    assert.deepEqual(proof.state.slice(1, 3), state.reserves);
  }
});

test("R12 an empty place has no escape", () => {
  assert.throws(() => escapeProof(testWorld(), 500_000), { code: "TRL-LED-006" });
  assert.throws(() => escapeProof(testWorld(), -1), { code: "TRL-LED-003" });
});
