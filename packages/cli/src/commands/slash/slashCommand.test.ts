import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEVELOPMENT_CHAIN_ID, l1Call, l1Calls } from "@trellis/l1";
import {
  nodeCount,
  type Proposal,
  proposalId,
  type TranscriptEntry,
  type TrellisError,
  toHex,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import { joinCall, TestL1, testKey } from "../../../../l1/test/TestL1.ts";
import { ContestStore } from "../../../../node/src/disk/ContestStore.ts";
import { RpcServer } from "../../../../node/src/rpc/RpcServer.ts";
import { madeUpContest } from "../../../../node/src/testing/madeUpContest.ts";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";
import { writeDeploymentFile } from "../../shell/DeploymentFile.ts";

const TIMEOUT = { timeout: 120_000 };
const DRY = ["--dry-run", "--from", `0x${"0d".repeat(20)}`];
let folder: string;
let l1: TestL1;
let dataDir: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-slash-test-"));
  dataDir = join(folder, "node");
  l1 = await TestL1.start();
  await writeDeploymentFile(at("deployment.json"), {
    chainId: DEVELOPMENT_CHAIN_ID,
    addresses: l1.addresses,
  });
});
after(async () => {
  await l1?.stop();
  await rm(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);

/** Runs `trellis slash`. */
async function slash(...args: string[]): Promise<string> {
  const io = new FakeIo();
  await program(io).parseAsync(["slash", ...args], { from: "user" });
  return io.written;
}

const onL1 = (...args: string[]): Promise<string> =>
  slash(...args, "--rpc", l1.anvil.rpcUrl, "--deployment", at("deployment.json"));

/** Whether L1 refuses by this error, and the message says what to do. */
const refusedWith =
  (name: string) =>
  (error: TrellisError): true => {
    assert.equal(error.code, "TRL-L1-010");
    assert.equal(error.context.error, name);
    assert.match(error.message, new RegExp(`${name}\\(.*\\): \\w`));
    return true;
  };

test("P9.3 an answer goes from a node's disk into a file that any account sends", TIMEOUT, async () => {
  const contest = madeUpContest(7);
  const place = { proposalId: contest.proposalId, nodeNumber: 2, seat: 7 };
  const named = ["--proposal", contest.proposalId, "--node-number", "2", "--data-dir", dataDir];
  await assert.rejects(slash("contests", "--data-dir", dataDir), { code: "TRL-NOD-009", message: /ENOENT/ });
  const kept = new ContestStore(dataDir);
  await kept.open();
  assert.match(await slash("contests", "--data-dir", dataDir), /no contests/);
  await kept.save(contest);
  await kept.save(madeUpContest(8));
  await writeFile(join(dataDir, "contests", "torn"), "half");
  const files = await readdir(join(dataDir, "contests"));
  assert.match(
    await slash("contests", "--data-dir", dataDir),
    new RegExp(`seat 7, node 2 of ${contest.proposalId}[\\s\\S]*torn file: torn`),
  );
  const listed = JSON.parse(await slash("contests", "--data-dir", dataDir, "--json"));
  assert.deepEqual(
    listed.contests.toSorted((a: typeof place, b: typeof place) => a.seat - b.seat),
    [place, { ...place, seat: 8 }],
  );
  assert.deepEqual(listed.broken, ["torn"]);

  const out = at("contest.json");
  for (const [seat, node] of [
    ["9", "2"],
    ["7", "1"],
  ] as const) {
    const other = ["--proposal", contest.proposalId, "--node-number", node, "--data-dir", dataDir];
    await assert.rejects(slash("export-contest", ...other, "--seat", seat, "--out", out), {
      code: "TRL-CLI-035",
    });
  }
  await mkdir(at("taken"));
  await assert.rejects(slash("export-contest", ...named, "--seat", "7", "--out", at("taken")), {
    code: "TRL-CLI-006",
  });
  assert.deepEqual(
    JSON.parse(await slash("export-contest", ...named, "--seat", "7", "--out", out, "--json")),
    {
      proposal: contest.proposalId,
      nodeNumber: 2,
      seat: 7,
      out,
    },
  );
  assert.deepEqual(JSON.parse(await readFile(out, "utf8")), contest);
  assert.equal((await stat(out)).mode & 0o777, 0o644);
  await assert.rejects(slash("export-contest", ...named, "--seat", "8", "--out", out), {
    code: "TRL-CLI-006",
  });
  assert.deepEqual(JSON.parse(await readFile(out, "utf8")), contest, "nothing is overwritten");
  assert.deepEqual((await readdir(folder)).sort(), ["contest.json", "deployment.json", "node", "taken"]);
  assert.deepEqual(await readdir(join(dataDir, "contests")), files, "the node's folder is as it was");

  await assert.rejects(onL1("contest", "--contest", out, ...DRY), refusedWith("NotProven"));
  await writeFile(at("wrong.json"), JSON.stringify({ ...contest, node: { ...contest.node, proof: "0x" } }));
  await assert.rejects(onL1("contest", "--contest", at("wrong.json"), ...DRY), {
    code: "TRL-CLI-005",
    message: /node\.proof/,
  });
});

/**
 * Seat 0 has nodes 3 and 4 by the same vote, and node 5 by a vote that is used once. Seat 1 has nodes 2
 * and 6 by the same vote.
 */
const ENTRIES: readonly TranscriptEntry[] = [
  [2, 1, 1],
  [3, 0, 0],
  [4, 0, 0],
  [5, 0, 2],
  [6, 1, 1],
].map(([number, seat, slot]) => {
  const depth = 31 - Math.clz32(number! + 1);
  return {
    node: { depth, index: number! + 1 - 2 ** depth },
    seat: seat!,
    vote: { depth: 0, index: 0, slot: slot! },
    signature: new Uint8Array(64).fill(seat! + 1),
  };
});

/** Commits a block of depth 2 with {@link ENTRIES}. */
async function commitDoubled(): Promise<Proposal> {
  const { addresses, deployer } = l1;
  await deployer.sendAll(
    [
      joinCall(addresses, testKey("seat 0"), deployer.address),
      joinCall(addresses, testKey("seat 1"), deployer.address),
      l1Call(addresses, "rollup", "depositBalance", [deployer.address, 100n * 10n ** 18n]),
    ],
    1_000_000n,
  );
  const proposal = await l1.proposal();
  const root = transcriptRoot(ENTRIES, 2, "evidence");
  await deployer.send(l1Calls.commit(addresses, proposal, root, transcriptBitmap(ENTRIES)));
  return proposal;
}

test(
  "P9.5 votes that a committed transcript uses twice are shown when its round is over",
  TIMEOUT,
  async (t) => {
    const proposal = await commitDoubled();
    const id = toHex(proposalId(await l1.client.domain(), proposal));
    const transcript = { proposalId: id, transcriptRoot: toHex(transcriptRoot(ENTRIES, 2, "evidence")) };
    let entries: readonly TranscriptEntry[] = ENTRIES;
    const node = new RpcServer(
      {
        trellis_getTranscript: async () => ({ ...transcript, entries }),
        trellis_getContributions: async () =>
          Array.from({ length: nodeCount(2) }, (_, number) => {
            const depth = 31 - Math.clz32(number + 1);
            const place = { depth, index: number + 1 - 2 ** depth };
            return { node: place, seat: 1, vote: { ...place, slot: 0 } };
          }),
      },
      async () => "",
      { host: "127.0.0.1", port: 0 },
      (error) => t.diagnostic(String(error)),
    );
    await node.start();
    t.after(() => node.stop());
    const report = (...args: string[]): Promise<string> =>
      onL1("report-double-vote", "--proposal", id, "--node", node.url, ...args);

    await assert.rejects(report(...DRY), refusedWith("NotRefundable"));
    await l1.test.increaseTime({ seconds: 1_000 });
    await l1.test.mine({ blocks: 1 });
    await l1.deployer.send(l1Call(l1.addresses, "rollup", "finalize", []));
    const says = await report(...DRY);
    assert.match(says, /seat 0's vote 0\/0, slot 0, stands for nodes 3 and 4\n/);
    assert.match(says, /seat 1's vote 0\/0, slot 1, stands for nodes 2 and 6\n[\s\S]*DRY RUN/);
    assert.equal(says.match(/VoteUsedTwice/g)?.length, 2);

    const sender = await l1.sender("watcher");
    await writeFile(at("watcher.key"), toHex(testKey("watcher")), { mode: 0o600 });
    const asWatcher = ["--key-file", at("watcher.key"), "--json"];
    const [balance, { settings }] = [
      await l1.client.read("rollup", "balanceOf", [l1.deployer.address]),
      await l1.client.read("rollup", "status", []),
    ];
    const first = JSON.parse(await report("--seat", "1", ...asWatcher));
    assert.deepEqual(first.votes, [{ seat: 1, vote: { depth: 0, index: 0, slot: 1 }, nodeNumbers: [2, 6] }]);
    assert.deepEqual([first.proposal, first.dryRun, first.from], [id, false, sender.address]);
    const { args } = first.transactions[0].events.at(-1);
    assert.deepEqual([args.seat, args.fined], [1, String(settings.bond)]);
    // The bid has been returned. The bond is already lost, because the proposal did not produce a block
    // (P9.6).
    assert.equal(await l1.client.read("rollup", "balanceOf", [l1.deployer.address]), balance - settings.bond);
    const second = JSON.parse(await report(...asWatcher));
    assert.deepEqual([second.votes.length, second.votes[0].seat, second.shownBefore], [1, 0, 1]);
    assert.match(await report(...DRY), /^reported before: 2\n/);

    await t.test("a false report is refused before L1 is called", async () => {
      await assert.rejects(report("--seat", "7", ...DRY), { code: "TRL-CLI-036" });
      const unknown = ["--proposal", `0x${"00".repeat(32)}`, "--node", node.url, ...DRY];
      await assert.rejects(onL1("report-double-vote", ...unknown), { code: "TRL-CLI-034" });
      entries = [];
      await assert.rejects(report(...DRY), { code: "TRL-CLI-033" });
      entries = ENTRIES;
    });

    await t.test("P9.1 a seat of such a transcript can be reported; L1 judges", async () => {
      const named = ["--proposal", id, "--node-number", "5", "--seat", "0", "--node", node.url, ...DRY];
      await assert.rejects(onL1("report", ...named), refusedWith("NotProven"));
    });
  },
);
