import {
  concatBytes,
  equalBytes,
  fromHex,
  NODE_PROOF_WIRE,
  type NodeProof,
  type ProofNotice,
  TrellisError,
  tellsOf,
  toHex,
} from "@trellis/protocol";

const ID_BYTES = 32;
/** Bytes of a request of `proofs/1`: the id of a proof, and how many hops it may still pass. */
export const REQUEST_BYTES = ID_BYTES + 1;

/** A request of `proofs/1`. */
export interface ProofRequest {
  /** Hexadecimal `noticeDigest`. */
  readonly id: `0x${string}`;
  readonly hops: number;
}

export function encodeRequest({ id, hops }: ProofRequest): Uint8Array {
  return concatBytes(fromHex(id), Uint8Array.of(hops));
}

export function decodeRequest(bytes: Uint8Array): ProofRequest {
  return { id: toHex(bytes.subarray(0, ID_BYTES)), hops: bytes[ID_BYTES]! };
}

/** A proof that is looked for. */
export interface WantedProof {
  /** Hexadecimal `noticeDigest`. */
  readonly id: `0x${string}`;
  readonly proposalId: Uint8Array;
  readonly notice: ProofNotice;
}

/**
 * The proof in an answer; undefined if the answer is not what the notice tells of. The signature is the notice's, which was checked: a seat can
 * sign the same proof twice, and who gives it with the other signature is no liar.
 */
export function proofIn(answer: Uint8Array, { proposalId, notice }: WantedProof): NodeProof | undefined {
  try {
    const proof = { ...NODE_PROOF_WIRE.decode(answer), signature: notice.signature };
    return equalBytes(proof.proposalId, proposalId) && tellsOf(notice, proof) ? proof : undefined;
  } catch (error) {
    if (error instanceof TrellisError) return undefined;
    throw error;
  }
}
