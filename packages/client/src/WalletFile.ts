import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import { normalisedMnemonic, walletKeys } from "./walletKeys.ts";

const scryptAsync = promisify<string, Uint8Array, number, object, Buffer>(scrypt);

/** OWASP's figures for scrypt: 128 MiB, a good half second. */
const KDF = { name: "scrypt", n: 2 ** 17, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MAX_FILE_BYTES = 16_384;

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

const walletFileSchema = z.strictObject({
  format: z.literal("trellis-wallet"),
  version: z.literal(1),
  /** Of account 0, so that a wallet can be identified without its password. */
  owner: z
    .string()
    .regex(/^0x[0-9a-f]{40}$/)
    .transform((value) => value as `0x${string}`),
  l2Key: z.strictObject({
    x: z.string().regex(/^0x[0-9a-f]{1,64}$/),
    y: z.string().regex(/^0x[0-9a-f]{1,64}$/),
  }),
  kdf: z.strictObject({
    name: z.literal(KDF.name),
    // A higher limit would let a hostile file exhaust the machine's memory.
    n: z
      .number()
      .int()
      .min(2 ** 14)
      .max(2 ** 20)
      .refine((n) => Number.isInteger(Math.log2(n)), "no power of two"),
    r: z.literal(KDF.r),
    p: z.literal(KDF.p),
    salt: hex(SALT_BYTES),
  }),
  cipher: z.strictObject({
    name: z.literal("aes-256-gcm"),
    nonce: hex(NONCE_BYTES),
    tag: hex(TAG_BYTES),
    text: z.string().regex(/^([0-9a-f]{2}){1,1024}$/),
  }),
});

/** An encrypted wallet, as stored in its file. */
export type EncryptedWallet = z.output<typeof walletFileSchema>;
type PublicPart = Pick<EncryptedWallet, "format" | "version" | "owner" | "l2Key" | "kdf">;

/**
 * Encrypts a mnemonic under a password. scrypt derives the key; AES-256-GCM encrypts, and also authenticates the file's public part.
 * @param n - scrypt's cost, a power of two; below the default only in tests.
 * @throws TRL-CLN-012 if the mnemonic is not valid.
 */
export async function encryptWallet(
  mnemonic: string,
  password: string,
  { n = KDF.n }: { readonly n?: number } = {},
): Promise<EncryptedWallet> {
  const text = normalisedMnemonic(mnemonic);
  const { owner, l2Key } = walletKeys(text);
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const open: PublicPart = {
    format: "trellis-wallet",
    version: 1,
    owner,
    l2Key: { x: `0x${l2Key.x.toString(16)}`, y: `0x${l2Key.y.toString(16)}` },
    kdf: { ...KDF, n, salt: salt.toString("hex") },
  };
  const cipher = createCipheriv("aes-256-gcm", await keyOf(password, open.kdf), nonce);
  cipher.setAAD(authenticated(open));
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    ...open,
    cipher: {
      name: "aes-256-gcm",
      nonce: nonce.toString("hex"),
      tag: cipher.getAuthTag().toString("hex"),
      text: encrypted.toString("hex"),
    },
  };
}

/**
 * The mnemonic of an encrypted wallet.
 * @throws TRL-CLN-010 for a wrong password or a changed file; the two cannot be distinguished.
 */
export async function decryptWallet(wallet: EncryptedWallet, password: string): Promise<string> {
  const { cipher, ...open } = wallet;
  try {
    const decipher = createDecipheriv(
      "aes-256-gcm",
      await keyOf(password, open.kdf),
      Buffer.from(cipher.nonce, "hex"),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(authenticated(open));
    decipher.setAuthTag(Buffer.from(cipher.tag, "hex"));
    return decipher.update(cipher.text, "hex", "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw new TrellisError("TRL-CLN-010", "the password is wrong, or the wallet file was changed", {}, cause);
  }
}

/**
 * Reads a wallet file.
 * @throws TRL-CLN-011 if it cannot be read, can be read by users other than its owner, or is not a wallet. The error never contains the
 * file's contents.
 */
export async function readWalletFile(path: string): Promise<EncryptedWallet> {
  let file: FileHandle | undefined;
  let text: string;
  try {
    file = await open(path, "r");
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) throw unusable(path, "others can read it; run chmod 600 on it");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_FILE_BYTES), 0, MAX_FILE_BYTES, 0);
    text = buffer.toString("utf8", 0, bytesRead);
  } catch (cause) {
    if (cause instanceof TrellisError) throw cause;
    throw unusable(path, (cause as NodeJS.ErrnoException).code ?? "unreadable");
  } finally {
    await file?.close();
  }
  try {
    return walletFileSchema.parse(JSON.parse(text));
  } catch {
    throw unusable(path, "it is not a Trellis wallet of version 1");
  }
}

/** The text of a wallet file, for a file with mode 0600. */
export function walletFileText(wallet: EncryptedWallet): string {
  return `${JSON.stringify(wallet, null, 2)}\n`;
}

function unusable(path: string, reason: string): TrellisError {
  return new TrellisError("TRL-CLN-011", `cannot use the wallet file: ${reason}`, { path });
}

function keyOf(password: string, { n, r, p, salt }: EncryptedWallet["kdf"]): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 256 * n * r };
  return scryptAsync(password.normalize("NFKC"), Buffer.from(salt, "hex"), KEY_BYTES, options);
}

/** The data that the cipher authenticates besides its text: every public field, in a fixed order. */
function authenticated({ format, version, owner, l2Key, kdf }: PublicPart): Uint8Array {
  const fields = [format, version, owner, l2Key.x, l2Key.y, kdf.name, kdf.n, kdf.r, kdf.p, kdf.salt];
  return new TextEncoder().encode(fields.join("\n"));
}
