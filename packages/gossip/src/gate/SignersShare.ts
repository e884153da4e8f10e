import type { Signed } from "../Verdict.ts";

/** By part: how many waiting messages bring it. */
type Parts = Map<number, number>;

/**
 * What each signer has waiting. A signer may wait with a few subjects, and each of its votes, claims and proofs waits once, however many
 * peers and messages bring it.
 */
export class SignersShare {
  readonly #subjectsPerSigner: number;
  readonly #partsPerNewPart: number;
  readonly #signers = new Map<string, Map<string, Parts>>();

  /**
   * @param subjectsPerSigner - proposals, for example, about which a seat may have messages waiting.
   * @param partsPerNewPart - a message must bring one new part for each so many parts.
   */
  constructor(subjectsPerSigner: number, partsPerNewPart: number) {
    this.#subjectsPerSigner = subjectsPerSigner;
    this.#partsPerNewPart = partsPerNewPart;
  }

  /** Whether a message may wait. */
  hasRoom({ signer, subject, parts, most }: Signed): boolean {
    const subjects = this.#signers.get(signer);
    const waiting = subjects?.get(subject);
    if (waiting === undefined) return parts.length <= most && (subjects?.size ?? 0) < this.#subjectsPerSigner;
    const fresh = parts.filter((part) => !waiting.has(part)).length;
    return fresh > 0 && fresh * this.#partsPerNewPart >= parts.length && waiting.size + fresh <= most;
  }

  enter({ signer, subject, parts }: Signed): void {
    const subjects = this.#signers.get(signer) ?? new Map<string, Parts>();
    this.#signers.set(signer, subjects);
    const waiting: Parts = subjects.get(subject) ?? new Map();
    subjects.set(subject, waiting);
    for (const part of parts) waiting.set(part, (waiting.get(part) ?? 0) + 1);
  }

  leave({ signer, subject, parts }: Signed): void {
    const subjects = this.#signers.get(signer);
    const waiting = subjects?.get(subject);
    if (subjects === undefined || waiting === undefined) return;
    for (const part of parts) {
      const left = waiting.get(part)! - 1;
      if (left > 0) waiting.set(part, left);
      else waiting.delete(part);
    }
    if (waiting.size === 0) subjects.delete(subject);
    if (subjects.size === 0) this.#signers.delete(signer);
  }
}
