import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
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
import { abi as auctionAbi } from "../../packages/l1/src/generated/Auction.ts";
import { abi } from "../../packages/l1/src/generated/Rollup.ts";
import { abi as lensAbi } from "../../packages/l1/src/generated/TrellisLens.ts";
import { assertSummary } from "./assertSummary.ts";
import { playStory, unwilling } from "./playStory.ts";
import { TrellisRun } from "./TrellisRun.ts";

const MINUTES = 60_000;
const PROOF_WINDOW = 150;
/** Seconds of the longest round: 12 to propose, 5 for late leaders (R17), and the proof window. */
const LONGEST_ROUND = 17 + PROOF_WINDOW;

type Submission = Extract<
  ReturnType<typeof decodeFunctionData<typeof abi>>,
  { functionName: "submitProof" }
>["args"][0];

interface Deployed {
  readonly rollup: Hex;
  readonly auction: Hex;
  readonly lens: Hex;
}

/**
 * Asks the deployed rollup, at the L1 block before an accepted proof was mined, what it says to other submissions. Nothing moves there,
 * however long the asking takes.
 * @returns whether the proof is the first of its block, and its round has another commitment with whose terms it can be submitted; if not,
 * nothing is asked
 */
async function dependsOnItsProof(
  l1Rpc: string,
  { rollup, auction, lens }: Deployed,
  hash: Hex,
): Promise<boolean> {
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
  const logs = await client.getLogs({ address: [rollup, auction], fromBlock: 0n, toBlock: before });
  const proven = parseEventLogs({ abi, eventName: "BlockProven", logs }).map((log) => log.args.proposalId);
  const committed = parseEventLogs({ abi: auctionAbi, eventName: "Committed", logs }).map((log) => log.args);
  const isGood = ({ proposal }: (typeof committed)[number]): boolean =>
    proposal.orderCommitment === good.proposal.orderCommitment &&
    proposal.height === good.proposal.height &&
    proposal.round === good.proposal.round;
  // A commitment of an earlier round is refused for its window, and another proof of a proven block as another block.
  const rival = committed.find(
    (it) =>
      it.proposal.height === good.proposal.height &&
      it.proposal.round === good.proposal.round &&
      !isGood(it) &&
      !proven.includes(it.proposalId),
  );
  if (rival === undefined || proven.includes(committed.find(isGood)!.proposalId)) return false;
  const flipped = (bytes: Hex, at: number): Hex => {
    const copy = Buffer.from(bytes.slice(2), "hex");
    copy[at]! ^= 1;
    return toHex(copy);
  };
  const provers = [...good.provers] as [bigint, ...bigint[]];
  provers[0] ^= 7n;

  assert.equal(await refusal(good), undefined, "the accepted submission is accepted at that block");
  const others: readonly (readonly [what: string, change: Partial<Submission>, error: string])[] = [
    ["a changed byte", { proof: flipped(good.proof, good.proof.length >> 2) }, "InvalidProof"],
    [
      "another proposal's proof",
      { proposal: rival.proposal, transcriptRoot: rival.transcriptRoot, committed: rival.bitmap },
      "InvalidProof",
    ],
    ["R1 another seat in the words", { seatWords: flipped(good.seatWords, 1) }, "InvalidProof"],
    [
      "R1 a node shown as a rescuer's",
      {
        seatWords: toHex(
          Buffer.from(good.seatWords.slice(2), "hex").map((byte, i) => (i === 0 ? byte ^ 0x80 : byte)),
        ),
      },
      "InvalidProof",
    ],
    ["other provers", { provers: provers as unknown as Submission["provers"] }, "InvalidProof"],
    ["another state", { stateAfter: good.stateAfter + 1n }, "InvalidProof"],
    ["other states in between", { statesRoot: good.statesRoot + 1n }, "InvalidProof"],
    ["another tally", { tally: good.tally + 1n }, "InvalidProof"],
    ["higher fees", { fees: good.fees + 1n }, "InvalidProof"],
    ["other transactions", { data: flipped(good.data, (good.data.length >> 1) - 2) }, "InvalidProof"],
    ["another transcript", { transcriptRoot: `0x${"11".repeat(32)}` }, "CommitmentMismatch"],
    [
      "a proposal that was not committed",
      { proposal: { ...good.proposal, parent: `0x${"11".repeat(32)}` } },
      "UnknownCommitment",
    ],
  ];
  for (const [what, change, error] of others) {
    assert.equal(await refusal({ ...good, ...change }), error, what);
  }
  const { running } = await client.readContract({
    address: lens,
    abi: lensAbi,
    functionName: "status",
    blockNumber: before,
  });
  assert.equal(await refusal(good, BigInt(running.proofEnd)), "ProofWindowClosed", "after the window");
  return true;
}

test("real proofs: a block although one of three provers is killed, then deposit, trade, forced withdrawal, rebuilding", {
  timeout: 30 * MINUTES,
}, async (t) => {
  const run = new TrellisRun([
    "devnet",
    "--proof-window",
    String(PROOF_WINDOW),
    ...unwilling(LONGEST_ROUND),
    "--json",
  ]);
  t.after(() => run.signal("SIGTERM"));
  const { l1Rpc, dataDir } = await run.waitFor(({ event }) => event === "running");
  const deployed = JSON.parse(await readFile(join(String(dataDir), "deployment.json"), "utf8")) as Deployed;
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
    isAsked = await dependsOnItsProof(String(l1Rpc), deployed, submitted.hash as Hex);
  }

  await story;
  run.signal("SIGINT");
  assert.equal(await run.ended(), 0, run.stderr);
  const summary = assertSummary(run, 1, 3);
  assert.equal(summary.proofs, "real");
  const [height] = summary.heights;
  assert.equal(height?.provers, 2, "the killed prover does not count");
  assert.ok(!height.payments.some(({ seat }) => seat === proving.seat), "nor is it paid");
  assert.equal(height.payments.length, 3, "P6.6 the others are, for every node");
  await run.allGone();
});
