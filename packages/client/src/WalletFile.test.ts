import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import {
  decryptWallet,
  type EncryptedWallet,
  encryptWallet,
  readWalletFile,
  walletFileText,
} from "./WalletFile.ts";
import { walletKeys } from "./walletKeys.ts";

const MNEMONIC = `${"abandon ".repeat(11)}about`;
const CHEAP = { n: 2 ** 14 };
const hasCode = (code: string) => (error: unknown) => error instanceof TrellisError && error.code === code;
let folder: string;
let wallet: EncryptedWallet;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-wallet-test-"));
  wallet = await encryptWallet(MNEMONIC, "päss", CHEAP);
});
after(() => rm(folder, { recursive: true, force: true }));

async function fileWith(text: string, mode = 0o600): Promise<string> {
  const path = join(folder, "wallet.json");
  await rm(path, { force: true });
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

test("a wallet round-trips through its file, and the file shows the owner without the password", async () => {
  const read = await readWalletFile(await fileWith(walletFileText(wallet)));
  assert.equal(await decryptWallet(read, "päss"), MNEMONIC);
  assert.equal(read.owner, walletKeys(MNEMONIC).owner);
  assert.equal(BigInt(read.l2Key.x), walletKeys(MNEMONIC).l2Key.x);
});

test("the file shows nothing of the words, and two files of one wallet share no secret", async () => {
  const text = walletFileText(wallet);
  assert.doesNotMatch(text, /abandon|about/);
  const again = await encryptWallet(MNEMONIC, "päss", CHEAP);
  assert.notEqual(again.kdf.salt, wallet.kdf.salt);
  assert.notEqual(again.cipher.text, wallet.cipher.text);
});

test("a password matches in any Unicode composition, and no other password does", async () => {
  assert.equal(await decryptWallet(wallet, "pa\u0308ss"), MNEMONIC);
  for (const wrong of ["", "pass", "päss ", "PÄSS"]) {
    await assert.rejects(decryptWallet(wallet, wrong), hasCode("TRL-CLN-010"));
  }
});

test("any change of the file is detected, also of its public part", async () => {
  const flipped = (text: string): string => `${text[0] === "0" ? "1" : "0"}${text.slice(1)}`;
  const { cipher, kdf } = wallet;
  for (const changed of [
    { ...wallet, owner: `0x${"22".repeat(20)}` as const },
    { ...wallet, l2Key: { ...wallet.l2Key, x: "0x1" } },
    { ...wallet, kdf: { ...kdf, n: 2 ** 15 } },
    { ...wallet, kdf: { ...kdf, salt: flipped(kdf.salt) } },
    { ...wallet, cipher: { ...cipher, nonce: flipped(cipher.nonce) } },
    { ...wallet, cipher: { ...cipher, tag: flipped(cipher.tag) } },
    { ...wallet, cipher: { ...cipher, text: flipped(cipher.text) } },
  ]) {
    await assert.rejects(decryptWallet(changed, "päss"), hasCode("TRL-CLN-010"));
  }
});

test("a file that is not a wallet is refused, and the error does not quote it", async () => {
  const secret = "0x5ec2e7";
  for (const text of [
    "",
    secret,
    "[]",
    JSON.stringify({ ...wallet, version: 2 }),
    JSON.stringify({ ...wallet, extra: 1 }),
    JSON.stringify({ ...wallet, kdf: { ...wallet.kdf, n: 2 ** 30 } }),
    JSON.stringify({ ...wallet, kdf: { ...wallet.kdf, n: 16_385 } }),
    "x".repeat(20_000),
  ]) {
    const path = await fileWith(text);
    await assert.rejects(
      readWalletFile(path),
      (error: Error) => hasCode("TRL-CLN-011")(error) && !error.message.includes(secret),
    );
  }
});

test("a file that others can read is refused, and so is a missing file", async () => {
  const path = await fileWith(walletFileText(wallet), 0o640);
  await assert.rejects(readWalletFile(path), hasCode("TRL-CLN-011"));
  await assert.rejects(readWalletFile(join(folder, "no")), hasCode("TRL-CLN-011"));
});
