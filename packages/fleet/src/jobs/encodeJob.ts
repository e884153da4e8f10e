import { ProverBitmap, sha256, toHex } from "@trellis/protocol";
import type { ProvenChild, ProvingJob } from "@trellis/prover";

/** Largest encoded job: two proofs of children as hexadecimal digits, with room for what stands around them. */
export const MAX_JOB_BYTES = 131_072;

/** A job as bytes. The same job gives the same bytes, so that their hash names it. */
export function encodeJob(job: ProvingJob): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(plain(contentOf(job))));
}

/** The hash of some content, 0x and 64 digits. */
export function contentHash(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}

/** The fields of a job and no others: a child may be given as a whole claim. A leaf's execution computes its witnesses when it is asked. */
function contentOf(job: ProvingJob): unknown {
  const { kind, prover, opening } = job;
  if (job.kind === "leaf") {
    const { index, rollupId, stateBefore, accountsBefore, reservesBefore, messagesBefore } = job.leaf;
    const witnesses = job.leaf.witnesses();
    const leaf = { index, rollupId, stateBefore, accountsBefore, reservesBefore, messagesBefore, witnesses };
    return { kind, prover, opening, block: job.block, leaf };
  }
  const join = { kind, prover, opening, left: childOf(job.left), right: childOf(job.right) };
  return job.kind === "merge" ? join : { ...join, secret: job.secret, committed: job.committed };
}

const childOf = ({ outputs, proof }: ProvenChild): ProvenChild => ({ outputs, proof });

/** Numbers of any size and bytes as hexadecimal digits, sets of seats as limbs, and the fields of objects in one order. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString(16);
  if (value instanceof Uint8Array) return toHex(value).slice(2);
  if (value instanceof ProverBitmap) return value.limbs().map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, plain(field)]));
}
