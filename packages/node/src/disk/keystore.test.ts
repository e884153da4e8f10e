import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { decryptKeystore, encryptKeystore, parseKeystore } from "./keystore.ts";
import { newSecretKey, readSecretKeyFile, writeSecretKeyFile } from "./secretKeyFile.ts";

/** The test vector of the format's definition. Its other one has an scrypt that OpenSSL refuses. */
const SECRET = "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
/** As Geth writes keystores, with the least cost. */
const SCRYPT = {
  address: "45dea0fb0bba44f4fcf290bba71fd57d7117cbb8",
  crypto: {
    cipher: "aes-128-ctr",
    ciphertext: "b87781948a1befd247bff51ef4063f716cf6c2d3481163e9a8f42e1f9bb74145",
    cipherparams: { iv: "dc4926b48a105133d2f16b96833abf1e" },
    kdf: "scrypt",
    kdfparams: {
      dklen: 32,
      n: 2,
      p: 1,
      r: 8,
      salt: "004244bbdc51cadda545b1cfa43cff9ed2ae88e08c61f1479dbb45410722f8f0",
    },
    mac: "39990c1684557447940d4c69e06b1b82b2aceacb43f284df65c956daf3046b85",
  },
  id: "ce541d8d-c79b-40f8-9f8c-20f59616faba",
  version: 3,
};
const PBKDF2 = {
  crypto: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      c: 262_144,
      dklen: 32,
      prf: "hmac-sha256",
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  },
  id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  version: 3,
};

for (const [kdf, vector, password, address] of [
  ["scrypt", SCRYPT, "", SCRYPT.address],
  ["pbkdf2", PBKDF2, ["test", "password"].join(""), "008aeeda4d805471df9b2a5b0f38a0c3bcba786b"],
] as const) {
  test(`a keystore of other tools is read (${kdf}); a wrong password and a changed file are refused alike`, async () => {
    const keystore = parseKeystore(JSON.stringify(vector))!;
    const secretKey = await decryptKeystore(keystore, password);
    assert.equal(toHex(addressOf(publicKeyOf(secretKey))), `0x${address}`);
    if (kdf === "pbkdf2") assert.equal(toHex(secretKey), SECRET);
    await assert.rejects(decryptKeystore(keystore, "another password"), { code: "TRL-NOD-070" });
    const { crypto } = vector;
    const changed = { ...vector, crypto: { ...crypto, ciphertext: crypto.ciphertext.replace(/^../, "00") } };
    await assert.rejects(decryptKeystore(parseKeystore(JSON.stringify(changed))!, password), {
      code: "TRL-NOD-070",
    });
  });
}

test("what is no keystore, or would exhaust the machine, is not read as one", () => {
  const { crypto } = SCRYPT;
  const costly = { ...crypto, kdfparams: { ...crypto.kdfparams, n: 2 ** 30 } };
  // OpenSSL takes it only with a greater r.
  const unknown = { ...crypto, kdfparams: { ...crypto.kdfparams, n: 2 ** 18, r: 1 } };
  for (const bad of [
    "{",
    "[]",
    "5",
    JSON.stringify({ ...SCRYPT, version: 4 }),
    JSON.stringify({ ...SCRYPT, crypto: costly }),
    JSON.stringify({ ...SCRYPT, crypto: unknown }),
    JSON.stringify({ ...SCRYPT, crypto: { ...crypto, kdf: "argon2" } }),
  ]) {
    assert.equal(parseKeystore(bad), undefined);
  }
  const { crypto: Crypto, ...rest } = SCRYPT;
  assert.notEqual(parseKeystore(JSON.stringify({ ...rest, Crypto })), undefined);
});

test("a key file may be a keystore; it needs its password file, and no error shows either", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-keystore-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [plain, encrypted, password] = ["a.key", "b.key", "p"].map((name) => join(folder, name));
  const key = newSecretKey();
  await writeSecretKeyFile(plain!, key);
  await writeFile(encrypted!, await encryptKeystore(key, "café", { n: 2 ** 12 }), { mode: 0o600 });
  await writeFile(password!, "cafe\u0301\nsecond line\n", { mode: 0o600 });
  const opts = { field: "l1KeyFile", passwordFile: password! };
  assert.deepEqual(await readSecretKeyFile(encrypted!, opts), key, "however the password was typed");
  assert.deepEqual(await readSecretKeyFile(plain!, opts), key);
  await assert.rejects(readSecretKeyFile(encrypted!, { field: "l1KeyFile" }), {
    code: "TRL-NOD-070",
    message: /l1KeyFile: .*b\.key is encrypted; set keyPasswordFile/,
  });
  await writeFile(password!, "wrong-word\n");
  await assert.rejects(readSecretKeyFile(encrypted!, opts), (error: Error & { code: string }) => {
    assert.equal(error.code, "TRL-NOD-070");
    assert(!`${error.message}${error.stack}`.includes("wrong-word"));
    return true;
  });
});
