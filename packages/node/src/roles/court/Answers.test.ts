import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { madeUpContest } from "../../testing/madeUpContest.ts";
import { Answers, answerKey, placeOfAnswer, readAnswers } from "./Answers.ts";

test("what a node keeps is read beside it, the latest first, and nothing is changed", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-answers-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  await assert.rejects(readAnswers(dataDir), { code: "TRL-NOD-009", message: /ENOENT/ });
  const folder = join(dataDir, "answers");
  const answers = new Answers(dataDir);
  await answers.open();
  assert.deepEqual(await readAnswers(dataDir), { answers: [], broken: [] });
  const [first, second] = [madeUpContest(7), madeUpContest(2_047)];
  await answers.save(second);
  await answers.save(first);
  await utimes(join(folder, answerKey(second.proposalId, 2, 2_047)), 1, 1);
  await writeFile(join(folder, "torn"), "half of an answer");
  await utimes(join(folder, "torn"), 2, 2);
  // One that the node is writing, and one that goes while the folder is read.
  await writeFile(join(folder, "next.tmp"), "half");
  await symlink("/nowhere", join(folder, "gone"));
  const files = await readdir(folder);
  assert.deepEqual(await readAnswers(dataDir), { answers: [first, second], broken: ["torn"] });
  assert.deepEqual(await readdir(folder), files);
});

test("an answer says what it is for", () => {
  for (const seat of [0, 7, 2_047]) {
    const { proposalId } = madeUpContest();
    assert.deepEqual(placeOfAnswer(madeUpContest(seat)), { proposalId, nodeNumber: 2, seat });
  }
});
