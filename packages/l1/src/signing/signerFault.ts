import { TrellisError } from "@trellis/protocol";

/** How a service that keeps a key failed to sign, as codes. */
export const SIGNER_FAULTS = {
  /** TRL-L1-050: no answer, or one of trouble of its own. Asking again is safe. */
  unreachable: "TRL-L1-050",
  /** TRL-L1-051: it does not let this client sign, or is not a signer of this kind. */
  refused: "TRL-L1-051",
  /** TRL-L1-052: an answer that cannot be read. */
  garbled: "TRL-L1-052",
  /** TRL-L1-053: it has not the account's key. */
  keyless: "TRL-L1-053",
  /** TRL-L1-054: it signs with another key. */
  foreign: "TRL-L1-054",
} as const;

export type SignerFault = keyof typeof SIGNER_FAULTS;

const KINDS = new Map<string, SignerFault>(
  Object.entries(SIGNER_FAULTS).map(([kind, code]) => [code, kind as SignerFault]),
);

/** The fault of a signing service that an error tells; undefined if it tells none. */
export function signerFault(error: unknown): SignerFault | undefined {
  return error instanceof TrellisError ? KINDS.get(error.code) : undefined;
}

const ADVICE: Readonly<Record<SignerFault, string>> = {
  unreachable: "the L1 signer does not answer; check that it runs, its URL and its certificate",
  refused: "the L1 signer refuses; check that it runs in eth1 mode, and who may use it",
  garbled: "the L1 signer's answer cannot be read; check that the URL is the signer's",
  keyless: "the L1 signer has not the account's key; load the key there, or correct the address",
  foreign: "the L1 signer signs with another key than the account's; it is not used",
};

/** The error of a signer's fault. @param words - what was seen of it; must hold nothing secret. */
export function signerError(kind: SignerFault, signer: string, words: string): TrellisError {
  return new TrellisError(SIGNER_FAULTS[kind], `${ADVICE[kind]} (${signer}: ${words})`, { signer });
}
