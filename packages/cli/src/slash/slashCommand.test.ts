import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEVELOPMENT_CHAIN_ID } from "@trellis/l1";
import type { TrellisError } from "@trellis/protocol";
import { TestL1 } from "../../../l1/test/TestL1.ts";
import { Answers } from "../../../node/src/Answers.ts";
import { madeUpContest } from "../../../node/src/testing/madeUpContest.ts";
import { FakeIo } from "../../test/FakeIo.ts";
import { writeDeploymentFile } from "../command/DeploymentFile.ts";
import { program } from "../program.ts";

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
  slash(...args, "--rpc", l1.anvil.rpcUrl, "--deployment", at("deployment.json"), ...DRY);

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
  await assert.rejects(slash("answers", "--data-dir", dataDir), { code: "TRL-NOD-009", message: /ENOENT/ });
  const kept = new Answers(dataDir);
  await kept.open();
  assert.match(await slash("answers", "--data-dir", dataDir), /no answers/);
  await kept.save(contest);
  await kept.save(madeUpContest(8));
  await writeFile(join(dataDir, "answers", "torn"), "half");
  const files = await readdir(join(dataDir, "answers"));
  assert.match(
    await slash("answers", "--data-dir", dataDir),
    new RegExp(`seat 7, node 2 of ${contest.proposalId}[\\s\\S]*no whole answer: torn`),
  );
  const listed = JSON.parse(await slash("answers", "--data-dir", dataDir, "--json"));
  assert.deepEqual(
    listed.answers.toSorted((a: typeof place, b: typeof place) => a.seat - b.seat),
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
  assert.deepEqual(await readdir(join(dataDir, "answers")), files, "the node's folder is as it was");

  await assert.rejects(onL1("contest", "--contest", out), refusedWith("NotProven"));
  await writeFile(at("wrong.json"), JSON.stringify({ ...contest, node: { ...contest.node, proof: "0x" } }));
  await assert.rejects(onL1("contest", "--contest", at("wrong.json")), {
    code: "TRL-CLI-005",
    message: /node\.proof/,
  });
});
