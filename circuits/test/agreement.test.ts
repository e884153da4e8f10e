import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Account,
  executeBlock,
  leafInputs,
  nodeExecution,
  publicKeyOf,
  State,
  signTransaction,
} from "@trellis/ledger";
import {
  decodeFee,
  EMPTY_QUEUE,
  encodeFee,
  leafContributionsHash,
  messageOf,
  NOOP,
  type NodeOutputs,
  nodeOutputsFromFields,
  nodeOutputsToFields,
  ProverBitmap,
  type QueuedMessage,
  type Transaction,
} from "@trellis/protocol";
import fc from "fast-check";
import { Circuit } from "./Circuit.ts";
import { contributionOf, hashInput, nobody, PROPOSAL_ID, PROVER_SET_ROOT, ROLLUP_ID } from "./proverVote.ts";

const leaf = Circuit.generated("leaf");
const USERS = 4;
const secretOf = (user: number): bigint => 77n + BigInt(user);

/** What a block may do: deposits open and fill accounts 0 … 3, transfers move what is there. */
const step = fc.record({
  kind: fc.constantFrom("deposit" as const, "transfer" as const, "noop" as const),
  from: fc.nat(USERS - 1),
  to: fc.nat(USERS - 1),
  asset: fc.constantFrom(0 as const, 1 as const),
  share: fc.nat(100),
  fee: fc.bigInt(0n, 10n ** 12n),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test("P10.1: leaf circuit and ledger agree on random blocks of two leaves", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 16, maxLength: 16 }), async (steps) => {
      const before = State.of([
        [0, accountOf(0)],
        [1, accountOf(1)],
      ]);
      const { transactions, queue } = blockOf(before, steps);
      const block = executeBlock(before, transactions, {
        rollupId: ROLLUP_ID,
        depth: 1,
        messages: { before: EMPTY_QUEUE, queue },
      });
      for (const [index, execution] of block.leaves.entries()) {
        const node = { depth: 1, index };
        const prover = nobody();
        const fields = await leaf.run({
          ...leafInputs(execution),
          context: {
            vk_set_hash: "1",
            rollup_id: String(ROLLUP_ID),
            proposal_id: hashInput(PROPOSAL_ID),
            tree_depth: 1,
            prover_set_root: hashInput(PROVER_SET_ROOT),
          },
          prover,
        });
        const expected: NodeOutputs = {
          ...nodeExecution(block, node),
          vkSetHash: 1n,
          rollupId: ROLLUP_ID,
          proposalId: PROPOSAL_ID,
          treeDepth: 1,
          contributionsHash: leafContributionsHash(contributionOf(node, prover)),
          proverSetRoot: PROVER_SET_ROOT,
          proverBitmap: ProverBitmap.EMPTY,
        };
        assert.deepEqual(fields, nodeOutputsToFields(expected));
        assert.equal(nodeOutputsFromFields(fields).node.index, index);
      }
    }),
    { numRuns: 12 },
  );
});

function accountOf(user: number): Account {
  return { key: publicKeyOf(secretOf(user)), nonce: 0, balances: [10n ** 18n, 10n ** 18n] };
}

/** A valid block from what the steps ask for; what cannot be done becomes a no-op. */
function blockOf(before: State, steps: readonly Step[]) {
  const balances = new Map<number, [bigint, bigint]>();
  const nonces = new Map<number, number>();
  for (const [index, account] of before.accounts()) balances.set(index, [...account.balances]);
  const queue: QueuedMessage[] = [];
  const transactions = steps.map(({ kind, from, to, asset, share, fee }): Transaction => {
    const sender = balances.get(from);
    if (kind === "deposit") {
      const amount = BigInt(share) * 10n ** 15n + 1n;
      const key = publicKeyOf(secretOf(to));
      const held = balances.get(to) ?? [0n, 0n];
      held[asset] += amount;
      balances.set(to, held);
      const deposit: Transaction = { ...NOOP, kind: "deposit", asset, to, amount };
      queue.push(messageOf(deposit, key));
      return deposit;
    }
    if (kind === "noop" || sender === undefined || !balances.has(to) || sender[0] < 10n ** 13n) return NOOP;
    sender[0] -= decodeFee(encodeFee(fee));
    const amount = (sender[asset] * BigInt(share)) / 100n;
    sender[asset] -= amount;
    balances.get(to)![asset] += amount;
    const nonce = nonces.get(from) ?? 0;
    nonces.set(from, nonce + 1);
    return signTransaction(
      ROLLUP_ID,
      { asset, from, to, amount, fee: encodeFee(fee), nonce },
      secretOf(from),
    );
  });
  return { transactions, queue };
}
