import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { walletKeys } from "@trellis/client";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";

const ABANDON = `${"abandon ".repeat(11)}about`;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-wallet-command-test-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs `trellis wallet …` with the user's answers to its questions. */
async function wallet(answers: readonly string[], ...args: string[]) {
  const io = new FakeIo(...answers);
  await program(io).parseAsync(["wallet", ...args], { from: "user" });
  return io;
}

/** Each two neighbouring words: one word alone can be a name in the file, such as "salt". */
function pairsOfWords(mnemonic: string): string[] {
  const words = mnemonic.split(" ");
  return words.slice(1).map((word, at) => `${words[at]} ${word}`);
}

test("a new wallet shows its words once and keeps them encrypted", async () => {
  const path = join(folder, "new.json");
  const io = await wallet(["secret", "secret"], "create", "--wallet", path, "--json");
  const { mnemonic, owner } = JSON.parse(io.written);
  assert.equal(owner, walletKeys(mnemonic).owner);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const stored = await readFile(path, "utf8");
  for (const pair of pairsOfWords(mnemonic)) {
    assert.ok(!stored.includes(pair), "words in the clear");
  }
  assert.deepEqual(io.asked, ["new password: ", "again: "]);
  const shown = JSON.parse(
    (await wallet(["secret"], "show", "--wallet", path, "--secrets", "--json")).written,
  );
  assert.equal(shown.mnemonic, mnemonic);
  await assert.rejects(wallet(["secret", "secret"], "create", "--wallet", path), { code: "TRL-CLI-006" });
});

test("existing words are taken, typed or from a file; account 0 is shown without password, others with it", async () => {
  const path = join(folder, "own.json");
  await wallet([ABANDON.toUpperCase(), "pw", "pw"], "import", "--wallet", path);
  const zero = await wallet([], "show", "--wallet", path, "--json");
  assert.equal(JSON.parse(zero.written).owner, walletKeys(ABANDON, 0).owner);
  const one = await wallet(["pw"], "show", "--wallet", path, "--account", "1", "--json");
  assert.equal(JSON.parse(one.written).owner, walletKeys(ABANDON, 1).owner);
  assert.equal(JSON.parse(one.written).mnemonic, undefined);
  const words = join(folder, "words");
  await writeFile(words, `${ABANDON}\n`, { mode: 0o600 });
  const other = join(folder, "other.json");
  await wallet(["pw", "pw"], "import", "--wallet", other, "--mnemonic-file", words);
  assert.match((await wallet([], "show", "--wallet", other)).written, new RegExp(walletKeys(ABANDON).owner));
});

test("wrong words, a wrong password and a wrong index are refused", async () => {
  const path = join(folder, "refused.json");
  await assert.rejects(wallet(["not words", "pw", "pw"], "import", "--wallet", path), {
    code: "TRL-CLN-012",
  });
  await assert.rejects(readFile(path), { code: "ENOENT" });
  await wallet([ABANDON, "pw", "pw"], "import", "--wallet", path);
  await assert.rejects(wallet(["wp"], "show", "--wallet", path, "--secrets"), { code: "TRL-CLN-010" });
  await assert.rejects(wallet(["pw"], "show", "--wallet", path, "--account", "2147483648"), {
    code: "TRL-CLI-004",
  });
});
