import { hkdfSync } from "node:crypto";
import { generateMnemonic, mnemonicToSeedSync, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english";
import { GRUMPKIN_ORDER, type PublicKey } from "@trellis/field";
import { publicKeyOf } from "@trellis/ledger";
import { TrellisError, toBigInt } from "@trellis/protocol";
import { bytesToHex } from "viem";
import { HDKey, privateKeyToAddress } from "viem/accounts";

/** Largest index of an account of a wallet. */
export const MAX_WALLET_INDEX = 2 ** 31 - 1;
const L2_SALT = "trellis/wallet/v1";
const ENTROPY_BITS = 256;

/** The keys of one account of a wallet. */
export interface WalletKeys {
  /** Signs L2 transactions. */
  readonly l2Secret: bigint;
  readonly l2Key: PublicKey;
  /** 32 bytes: pays L1 gas, and owns the account on L1. */
  readonly l1SecretKey: Uint8Array;
  readonly owner: `0x${string}`;
}

/** A new BIP-39 mnemonic of 24 English words. */
export function newMnemonic(): string {
  return generateMnemonic(wordlist, ENTROPY_BITS);
}

/**
 * Normalises a mnemonic: lower case, one space between two words.
 * @throws TRL-CLN-012 if it is not a BIP-39 mnemonic in English: a word is not in the list, or the checksum is wrong.
 */
export function normalisedMnemonic(text: string): string {
  const mnemonic = text.normalize("NFKD").trim().toLowerCase().split(/\s+/).join(" ");
  if (!validateMnemonic(mnemonic, wordlist)) {
    throw new TrellisError(
      "TRL-CLN-012",
      "this is not a BIP-39 mnemonic of English words; check each word and their order",
    );
  }
  return mnemonic;
}

/**
 * The keys of account `index` of a mnemonic (ADR 0020), from the BIP-39 seed without passphrase:
 * L1 by BIP-32 at `m/44'/60'/0'/0/index`, so that any Ethereum wallet finds it;
 * L2 as `1 + HKDF-SHA-512(seed, salt "trellis/wallet/v1", info "l2/<index>", 64 bytes) mod (order − 1)`.
 * @throws TRL-CLN-012 for an invalid mnemonic, or an index outside 0 … 2^31 − 1.
 */
export function walletKeys(mnemonic: string, index = 0): WalletKeys {
  if (!Number.isInteger(index) || index < 0 || index > MAX_WALLET_INDEX) {
    throw new TrellisError(
      "TRL-CLN-012",
      `an account of a wallet has an index from 0 to ${MAX_WALLET_INDEX}`,
      { index },
    );
  }
  const seed = mnemonicToSeedSync(normalisedMnemonic(mnemonic));
  const l1SecretKey = HDKey.fromMasterSeed(seed).derive(`m/44'/60'/0'/0/${index}`).privateKey!;
  // 64 bytes mod order: the bias is below 2^-250.
  const wide = new Uint8Array(hkdfSync("sha512", seed, L2_SALT, `l2/${index}`, 64));
  const l2Secret = 1n + (toBigInt(wide) % (GRUMPKIN_ORDER - 1n));
  return {
    l2Secret,
    l2Key: publicKeyOf(l2Secret),
    l1SecretKey,
    owner: privateKeyToAddress(bytesToHex(l1SecretKey)).toLowerCase() as `0x${string}`,
  };
}
