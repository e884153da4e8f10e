import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  decodeFunctionData,
  type Hex,
  http,
  parseEventLogs,
  toHex,
} from "viem";
import { abi } from "../../packages/l1/src/generated/Rollup.ts";
import { assertSummary } from "./assertSummary.ts";
import { playStory, UNWILLING } from "./playStory.ts";
import { TrellisRun } from "./TrellisRun.ts";

const MINUTES = 60_000;

type Submission = Extract<
  ReturnType<typeof decodeFunctionData<typeof abi>>,
  { functionName: "submitProof" }
>["args"][0];

/**
 * Asks the deployed rollup, at the L1 block before an accepted proof was mined, what it says to other submissions. Nothing moves there,
 * however long the asking takes.
 * @returns whether its round has another commitment whose terms the proof can be submitted with; without one nothing is asked
 */
async function dependsOnItsProof(l1Rpc: string, rollup: Hex, hash: Hex): Promise<boolean> {
  const client = createPublicClient({ transport: http(l1Rpc) });
  const sent = await client.getTransaction({ hash });
  const before = sent.blockNumber! - 1n;
  const { functionName, args } = decodeFunctionData({ abi, data: sent.input });
  assert.equal(functionName, "submitProof");
  const good = args[0] as Submission;
  const refusal = async (submission: Submission, time?: bigint): Promise<string | undefined> => {
    try {
      await client.simulateContract({
        address: rollup,
        abi,
        functionName: "submitProof",
        args: [submission],
        account: sent.from,
        blockNumber: before,
        ...(time === undefined ? {} : { blockOverrides: { time } }),
      });
      return undefined;
    } catch (error) {
      const cause =
        error instanceof BaseError
          ? error.walk((e) => e instanceof ContractFunctionRevertedError)
          : undefined;
      if (cause instanceof ContractFunctionRevertedError) return cause.data?.errorName;
      throw error;
    }
  };
  const committed = parseEventLogs({
    abi,
    eventName: "Committed",
    logs: await client.getLogs({ address: rollup, fromBlock: 0n, toBlock: before }),
  }).map((log) => log.args);
  // A commitment of an earlier round is unknown here.
  const rival = committed.find(
    ({ proposal: { height, round, orderCommitment } }) =>
      height === good.proposal.height &&
      round === good.proposal.round &&
      orderCommitment !== good.proposal.orderCommitment,
  );
  if (rival === undefined) return false;
  const bytes = Buffer.from(good.proof.slice(2), "hex");
  bytes[bytes.length >> 1]! ^= 1;
  const bitmap = [...good.provenBitmap] as [bigint, ...bigint[]];
  bitmap[0] ^= 7n;

  assert.equal(await refusal(good), undefined, "the accepted submission is accepted at that block");
  assert.equal(await refusal({ ...good, proof: toHex(bytes) }), "InvalidProof", "a changed byte");
  assert.equal(
    await refusal({
      ...good,
      proposal: rival.proposal,
      transcriptRoot: rival.transcriptRoot,
      committedBitmap: rival.bitmap,
    }),
    "InvalidProof",
    "another proposal's proof",
  );
  assert.equal(
    await refusal({ ...good, provenBitmap: bitmap as unknown as Submission["provenBitmap"] }),
    "InvalidProof",
    "other provers' names",
  );
  assert.equal(await refusal({ ...good, stateAfter: good.stateAfter + 1n }), "InvalidProof", "another state");
  const data = `0x${good.data.slice(2, -2)}${good.data.endsWith("00") ? "01" : "00"}` as Hex;
  assert.equal(await refusal({ ...good, data }), "InvalidProof", "other transactions");
  const parent: Hex = `0x${"11".repeat(32)}`;
  assert.equal(
    await refusal({ ...good, proposal: { ...good.proposal, parent } }),
    "UnknownCommitment",
    "a proposal that was not committed",
  );
  const { proofEnd } = await client.readContract({
    address: rollup,
    abi,
    functionName: "status",
    blockNumber: before,
  });
  assert.equal(await refusal(good, proofEnd), "ProofWindowClosed", "after the window");
  return true;
}

test("real proofs: a block although one of three provers is killed, then deposit, trade, forced withdrawal, rebuilding", {
  timeout: 30 * MINUTES,
}, async (t) => {
  const run = new TrellisRun(["devnet", "--proof-window", "120", ...UNWILLING, "--json"]);
  t.after(() => run.signal("SIGTERM"));
  const { l1Rpc, rollup } = (await run.waitFor(({ event }) => event === "running")) as unknown as {
    l1Rpc: string;
    rollup: Hex;
  };
  const story = playStory(run);
  // Awaited below; whatever fails first ends the test.
  story.catch(() => {});

  const proving = await run.waitFor(({ event, kind }) => event === "proving" && kind === "leaf");
  const pid = run.pids.get(String(proving.by));
  assert.ok(pid !== undefined, `${proving.by} has a process`);
  process.kill(pid, "SIGKILL");

  const saved = await run.waitFor(
    ({ event, kind, index, seat, proposalId }) =>
      event === "proved" &&
      kind === "leaf" &&
      index === proving.index &&
      seat !== proving.seat &&
      proposalId === proving.proposalId,
  );
  t.diagnostic(`seat ${saved.seat} has proven what seat ${proving.seat} was killed at`);
  const asked = new Set<unknown>();
  for (let isAsked = false; !isAsked; ) {
    const submitted = await run.waitFor(
      ({ event, action, hash }) => event === "l1_transaction" && action === "submitProof" && !asked.has(hash),
    );
    asked.add(submitted.hash);
    isAsked = await dependsOnItsProof(l1Rpc, rollup, submitted.hash as Hex);
  }

  await story;
  run.signal("SIGINT");
  assert.equal(await run.ended(), 0, run.stderr);
  const summary = assertSummary(run, 1, 3);
  assert.equal(summary.proofs, "real");
  const [height] = summary.heights;
  assert.equal(height?.provers, 2, "the killed prover does not count");
  assert.ok(!height.payments.some(({ seat }) => seat === proving.seat), "nor is it paid");
  assert.equal(height.payments.length, 3, "the others are, for every node");
  await run.allGone();
});
