import {
  createCipheriv,
  createDecipheriv,
  pbkdf2,
  randomBytes,
  randomUUID,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { promisify } from "node:util";
import { addressOf, TrellisError, toHex } from "@trellis/protocol";
import { isSecretKey, publicKeyOf } from "@trellis/protocol/keys";
import { keccak256 } from "viem";
import { z } from "zod";

const scryptAsync = promisify<Buffer, Buffer, number, object, Buffer>(scrypt);
const pbkdf2Async = promisify(pbkdf2);

/** What other tools use for keys that are worth something: 256 MiB, a second. */
const SCRYPT = { n: 2 ** 18, r: 8, p: 1 } as const;
const KEY_BYTES = 32;

const hex = (least: number, most = least) =>
  z
    .string()
    .regex(new RegExp(`^(0x)?([0-9a-fA-F]{2}){${least},${most}}$`))
    .transform((digits) => Buffer.from(digits.replace(/^0x/, ""), "hex"));
const cost = z.number().int().positive();

const keystoreSchema = z.object({
  version: z.literal(3),
  crypto: z.object({
    cipher: z.literal("aes-128-ctr"),
    cipherparams: z.object({ iv: hex(16) }),
    ciphertext: hex(KEY_BYTES),
    // Greater costs would let a hostile file exhaust the machine.
    kdf: z.enum(["scrypt", "pbkdf2"]),
    kdfparams: z.union([
      z
        .object({
          dklen: z.literal(32),
          n: cost.max(2 ** 20),
          r: cost.max(32),
          p: cost.max(16),
          salt: hex(8, 64),
        })
        .refine(({ n, r }) => Number.isInteger(Math.log2(n)) && n < 2 ** (16 * r) && n * r <= 2 ** 22),
      z.object({
        dklen: z.literal(32),
        c: cost.max(10_000_000),
        prf: z.literal("hmac-sha256"),
        salt: hex(8, 64),
      }),
    ]),
    mac: hex(32),
  }),
});

/** A secret key under a password, in the format that other Ethereum tools read and write: Web3 Secret Storage, version 3. */
export type Keystore = z.output<typeof keystoreSchema>;

/**
 * Parses a keystore's text.
 * @returns undefined if it is none, or of another version or kind.
 */
export function parseKeystore(text: string): Keystore | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // Some tools write the member in capitals.
  const lower = (of: unknown): unknown =>
    typeof of === "object" && of !== null && "Crypto" in of ? { ...of, crypto: of.Crypto } : of;
  const parsed = keystoreSchema.safeParse(lower(value));
  return parsed.success ? parsed.data : undefined;
}

/**
 * The secret key of a keystore, 32 bytes.
 * @throws TRL-NOD-070 if the password is wrong or the file was changed; TRL-NOD-004 if it holds no secp256k1 key.
 */
export async function decryptKeystore({ crypto }: Keystore, password: string): Promise<Uint8Array> {
  const { cipherparams, ciphertext, mac } = crypto;
  const derived = await derivedKey(crypto, password);
  if (!timingSafeEqual(macOf(derived, ciphertext), mac)) {
    throw new TrellisError("TRL-NOD-070", "the password is wrong, or the keystore was changed");
  }
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), cipherparams.iv);
  const key = Uint8Array.from(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  if (!isSecretKey(key)) throw new TrellisError("TRL-NOD-004", "the keystore holds no secp256k1 secret key");
  return key;
}

/**
 * The text of a keystore for a secret key.
 * @param n - scrypt's cost, a power of two; below the default only in tests.
 */
export async function encryptKeystore(
  secretKey: Uint8Array,
  password: string,
  { n = SCRYPT.n }: { readonly n?: number } = {},
): Promise<string> {
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const kdfparams = { dklen: 32, ...SCRYPT, n, salt } as const;
  const derived = await derivedKey({ kdfparams }, password);
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(secretKey), cipher.final()]);
  const keystore = {
    version: 3,
    id: randomUUID(),
    address: toHex(addressOf(publicKeyOf(secretKey))).slice(2),
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: iv.toString("hex") },
      ciphertext: ciphertext.toString("hex"),
      kdf: "scrypt",
      kdfparams: { ...kdfparams, salt: salt.toString("hex") },
      mac: macOf(derived, ciphertext).toString("hex"),
    },
  };
  return `${JSON.stringify(keystore, null, 2)}\n`;
}

async function derivedKey(
  { kdfparams }: Pick<Keystore["crypto"], "kdfparams">,
  password: string,
): Promise<Buffer> {
  const secret = Buffer.from(password.normalize("NFKC"), "utf8");
  if ("c" in kdfparams) return pbkdf2Async(secret, kdfparams.salt, kdfparams.c, 32, "sha256");
  const { n, r, p, salt } = kdfparams;
  return scryptAsync(secret, salt, 32, { N: n, r, p, maxmem: 128 * n * r + 2 ** 26 });
}

const macOf = (derived: Buffer, ciphertext: Buffer): Buffer =>
  Buffer.from(keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext]), "bytes"));
