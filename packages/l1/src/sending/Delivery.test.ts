import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Hex, type PublicClient, TransactionNotFoundError } from "viem";
import { hasCode, joinCall, TestL1, testKey, until } from "../../test/TestL1.ts";
import { L1Connection } from "../providers/L1Connection.ts";
import type { AccountSigner } from "../signing/AccountSigner.ts";
import { LocalSigner } from "../signing/LocalSigner.ts";
import { signerError } from "../signing/signerFault.ts";
import { FaultyL1 } from "../testing/FaultyL1.ts";
import { fastTime } from "../testing/fastTime.ts";
import type { Replaced } from "./Delivery.ts";
import { l1Call } from "./L1Call.ts";
import { L1Sender, type L1SenderInit } from "./L1Sender.ts";

const GWEI = 10n ** 9n;

let l1: TestL1;
before(async () => {
  l1 = await TestL1.start();
});
after(() => l1.stop());

/** Time that passes with the sender's own pauses alone, and stands still while it is held. */
function scriptedTime() {
  let now = 0;
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  return {
    clock: () => now,
    wait: async (ms: number) => {
      await gate.promise;
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    hold: () => {
      gate = Promise.withResolvers<void>();
    },
    release: () => gate.resolve(),
  };
}

interface Behind {
  readonly sender: L1Sender;
  readonly pool: FaultyL1;
  readonly replaced: Replaced[];
  readonly time: ReturnType<typeof scriptedTime>;
  /** Another run of the account. */
  readonly again: (init?: L1SenderInit, signer?: AccountSigner) => L1Sender;
  /** Called when a transaction was cancelled. */
  onCancel: () => void;
}

/** An account whose L1 has a pool as geth's. */
async function behindPool(name: string, act: (it: Behind) => Promise<void>): Promise<void> {
  await l1.sender(name);
  const pool = await FaultyL1.start(l1.anvil.rpcUrl);
  const replaced: Replaced[] = [];
  const time = scriptedTime();
  const again = (init: L1SenderInit = {}, signer: AccountSigner = new LocalSigner(testKey(name))): L1Sender =>
    new L1Sender(new L1Connection(pool.url, { time: fastTime }).public, signer, {
      ...scriptedTime(),
      onReplaced: (one) => {
        replaced.push(one);
        if (one.isCancel) it.onCancel();
      },
      ...init,
    });
  const it: Behind = { sender: again(time), pool, replaced, time, again, onCancel: () => {} };
  try {
    await act(it);
  } finally {
    await pool.stop();
  }
}

const approval = (amount: bigint) => l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, amount]);
const market = async (): Promise<bigint> => {
  const [{ baseFeePerGas }, tip] = await Promise.all([
    l1.public.getBlock(),
    l1.public.estimateMaxPriorityFeePerGas(),
  ]);
  return baseFeePerGas! * 2n + tip;
};

test("a transaction that pays too little is replaced until it is mined, each time with a tenth more in both fields", () =>
  behindPool("stuck", async ({ sender, pool, replaced }) => {
    pool.faults = { minFee: ((await market()) * 13n) / 10n };
    const sent = sender.send(approval(1n));
    await until(() => sender.pending === 1);
    const { receipt, hash } = await sent;
    assert.equal(receipt.status, "success");
    assert.ok(replaced.length >= 2, `${replaced.length} replacements`);
    assert.equal(replaced.at(-1)?.hash, hash);
    assert.ok(replaced.every(({ isCancel, nonce }) => !isCancel && nonce === 0));
    assert.equal(sender.pending, 0);
    assert.equal(await l1.public.getTransactionCount({ address: sender.address }), 1);
    assert.equal((await sender.transfer(sender.address, 1n)).receipt.status, "success");
  }));

test("while its signer is gone a transaction that waits is not given up; it is made dearer when the signer is back", () =>
  behindPool("unsigned", async ({ pool, replaced, again }) => {
    const key = new LocalSigner(testKey("unsigned"));
    let asked = 0;
    const signer: AccountSigner = {
      address: key.address,
      sign: async (data) => {
        asked++;
        if (asked > 1 && asked < 5) throw signerError("unreachable", "http://signer", "gone");
        return key.sign(data);
      },
    };
    pool.faults = { minFee: ((await market()) * 11n) / 10n };
    const { receipt, hash } = await again({}, signer).send(approval(1n));
    assert.equal(receipt.status, "success");
    assert.equal(replaced.at(-1)?.hash, hash);
    assert.ok(asked >= 5, `${asked} signatures`);
  }));

test("TRL-L1-018 an act is not made dearer than it is worth; it is cancelled, and the account goes on", () =>
  behindPool("worthless", async (it) => {
    const { sender, pool, replaced } = it;
    const fee = await market();
    const worth = fee * 60_000n;
    pool.faults = { minFee: fee * 10n };
    it.onCancel = () => {
      pool.faults = {};
    };
    const stuck = sender.send(approval(1n), { worth });
    await assert.rejects(stuck, hasCode("TRL-L1-018", "approve", "cancelled"));
    assert.ok(replaced.some(({ isCancel }) => isCancel));
    for (const { isCancel, maxFeePerGas } of replaced) assert.ok(isCancel || maxFeePerGas * 46_000n <= worth);
    assert.equal((await sender.send(approval(2n))).receipt.status, "success");
    assert.equal(await l1.client.read("token", "allowance", [sender.address, l1.addresses.vault]), 2n);
  }));

test("TRL-L1-017 an act that costs more than it is worth, or than is allowed, is not sent", () =>
  behindPool("thrifty", async ({ sender, pool, again }) => {
    await assert.rejects(sender.send(approval(1n), { worth: 1_000n }), hasCode("TRL-L1-017", "approve"));
    await assert.rejects(again({ maxFeePerGas: 1n }).send(approval(1n)), hasCode("TRL-L1-017"));
    assert.ok(!pool.calls.includes("eth_sendRawTransaction"));
  }));

test("TRL-L1-018 an act that is not due any more is cancelled in place of being made dearer", () =>
  behindPool("too late", async (it) => {
    const { sender, pool, replaced, time } = it;
    it.onCancel = () => {
      pool.faults = {};
    };
    await l1.giveTokens(await l1.sender("too late"));
    const rival = await l1.sender("first");
    await l1.giveTokens(rival);
    const key = testKey("contested seat");
    pool.faults = { minFee: (await market()) * 2n };
    time.hold();
    const late = sender.send(joinCall(l1.addresses, key, sender.address));
    await until(() => sender.pending === 1 && pool.pooled(sender.address).length > 0);
    await rival.send(joinCall(l1.addresses, key, rival.address));
    time.release();
    await assert.rejects(late, hasCode("TRL-L1-018", "join"));
    assert.ok(replaced[0]?.isCancel);
  }));

test("a run that starts finds the pending transaction of an earlier one, and cancels it if it stays", () =>
  behindPool("restarted", async ({ sender, pool, again, replaced, time }) => {
    pool.faults = { minFee: (await market()) * 100n };
    // The earlier run raises nothing any more.
    time.hold();
    sender.send(approval(1n)).catch(() => {});
    await until(() => pool.pooled(sender.address).length > 0);
    const asked = pool.calls.length;
    pool.before = async (method) => {
      if (method === "eth_sendRawTransaction") pool.faults = {};
    };
    assert.equal((await again().send(approval(2n))).receipt.status, "success");
    assert.ok(pool.calls.slice(asked).filter((method) => method === "eth_sendRawTransaction").length >= 3);
    assert.equal(await l1.client.read("token", "allowance", [sender.address, l1.addresses.vault]), 2n);
    assert.equal(await sender.nonce(), 2);
    assert.deepEqual(replaced, []);
  }));

test("an act whose answer was lost is found when it is mined", () =>
  behindPool("answer lost", async ({ sender, pool }) => {
    let lost = false;
    pool.faults = {
      body: (answer) => {
        if (lost || pool.calls.at(-1) !== "eth_sendRawTransaction") return answer;
        lost = true;
        return "";
      },
    };
    assert.equal((await sender.send(approval(1n))).receipt.status, "success");
    assert.ok(lost);
    assert.equal(await sender.nonce(), 1);
  }));

test("L1 that is down while a transaction waits makes no second one", () =>
  behindPool("patient sender", async ({ again, pool }) => {
    // The scripted clock runs on while the connection pauses: here nothing is cancelled by it.
    const sender = again({ cancelAfterMs: Number.MAX_SAFE_INTEGER, raiseAfterMs: Number.MAX_SAFE_INTEGER });
    await l1.test.setAutomine(false);
    const sent = sender.send(approval(1n));
    // Only when it asks for the receipt it has the answer to what it sent.
    const isSent = (): boolean =>
      pool.calls.lastIndexOf("eth_getTransactionReceipt") > pool.calls.lastIndexOf("eth_sendRawTransaction");
    await until(() => pool.calls.includes("eth_sendRawTransaction") && isSent());
    pool.faults = { down: true };
    await l1.test.mine({ blocks: 1 });
    await l1.test.setAutomine(true);
    const asked = pool.calls.length;
    await until(() => pool.calls.length > asked + 2);
    pool.faults = {};
    assert.equal((await sent).receipt.status, "success");
    assert.equal(await sender.nonce(), 1);
  }));

test("TRL-L1-016 an account without Ether is told so", () =>
  behindPool("broke", async ({ sender }) => {
    await l1.test.setBalance({ address: sender.address, value: GWEI });
    await assert.rejects(
      sender.send(approval(1n)),
      hasCode(
        "TRL-L1-016",
        "too little Ether",
        sender.address,
        "has 0.000000001;",
        /send the account [0-9.]+ or more/,
      ),
    );
  }));

test("nothing is sent while the guard objects", () =>
  behindPool("guarded", async ({ again, pool }) => {
    const guarded = again({ guard: () => Promise.reject(new Error("not now")) });
    await assert.rejects(guarded.transfer(guarded.address, 1n), hasCode("TRL-L1-011", "not now"));
    assert.ok(!pool.calls.includes("eth_sendRawTransaction"));
  }));

test("a transaction that two looks miss is not lost, however long they took; one that every look misses is lost", async () => {
  const { address } = await l1.sender("held up");
  const time = scriptedTime();
  let misses = 0;
  const client: PublicClient = {
    ...l1.public,
    getTransaction: (({ hash }: { readonly hash: Hex }) =>
      misses-- > 0
        ? Promise.reject(new TransactionNotFoundError({ hash }))
        : l1.public.getTransaction({ hash })) as PublicClient["getTransaction"],
  };
  let looks = 0;
  const sender = new L1Sender(client, new LocalSigner(testKey("held up")), {
    clock: time.clock,
    // Each look comes after the time in which a transaction counts as lost.
    wait: async () => {
      await time.wait(6_000);
      if (++looks === 4) await l1.test.mine({ blocks: 1 });
    },
  });
  await l1.test.setAutomine(false);
  try {
    misses = 2;
    assert.equal((await sender.transfer(address, 1n)).receipt.status, "success");
    misses = Number.POSITIVE_INFINITY;
    await assert.rejects(sender.transfer(address, 1n), hasCode("TRL-L1-015", "transfer"));
  } finally {
    await l1.test.setAutomine(true);
  }
});
