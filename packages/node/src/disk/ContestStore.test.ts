import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { madeUpContest } from "../testing/madeUpContest.ts";
import { ContestStore, contestKey, placeOfContest, readContests } from "./ContestStore.ts";

test("a running node's contests can be read by others, the latest first, without changing the folder", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-contests-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  await assert.rejects(readContests(dataDir), { code: "TRL-NOD-009", message: /ENOENT/ });
  const folder = join(dataDir, "contests");
  const contests = new ContestStore(dataDir);
  await contests.open();
  assert.deepEqual(await readContests(dataDir), { contests: [], broken: [] });
  const [first, second] = [madeUpContest(7), madeUpContest(2_047)];
  await contests.save(second);
  await contests.save(first);
  await utimes(join(folder, contestKey(second.proposalId, 2, 2_047)), 1, 1);
  await writeFile(join(folder, "torn"), "half of an contest");
  await utimes(join(folder, "torn"), 2, 2);
  // One file that the node is writing, and one that is removed while the folder is read.
  await writeFile(join(folder, "next.tmp"), "half");
  await symlink("/nowhere", join(folder, "gone"));
  const files = await readdir(folder);
  assert.deepEqual(await readContests(dataDir), { contests: [first, second], broken: ["torn"] });
  assert.deepEqual(await readdir(folder), files);
});

test("a contest contains the node and seat that it is for", () => {
  for (const seat of [0, 7, 2_047]) {
    const { proposalId } = madeUpContest();
    assert.deepEqual(placeOfContest(madeUpContest(seat)), { proposalId, nodeNumber: 2, seat });
  }
});
