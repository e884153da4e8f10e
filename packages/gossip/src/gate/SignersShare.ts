import type { Signed } from "../Verdict.ts";

/** By part: how many waiting messages bring it. */
type Parts = Map<number, number>;

/**
 * What each signer has waiting. A signer may wait with a few subjects, and each of its votes, claims and notices waits once, however many
 * peers and messages bring it. A message may have several signers.
 */
export class SignersShare {
  readonly #subjectsPerSigner: number;
  readonly #partsPerNewPart: number;
  readonly #signers = new Map<string, Map<string, Parts>>();

  /**
   * @param subjectsPerSigner - proposals, for example, about which a seat may have messages waiting.
   * @param partsPerNewPart - a message must bring one new part for each so many parts, unless one of its signers has nothing else waiting about
   * its subject.
   */
  constructor(subjectsPerSigner: number, partsPerNewPart: number) {
    this.#subjectsPerSigner = subjectsPerSigner;
    this.#partsPerNewPart = partsPerNewPart;
  }

  /** Whether a message may wait. Signers that have their share already do not keep the others of the message out. */
  hasRoom(signed: readonly Signed[]): boolean {
    const all = signed.reduce((sum, { parts }) => sum + parts.length, 0);
    let fresh = 0;
    let isFirst = false;
    for (const one of signed) {
      const count = this.#freshOf(one);
      fresh += count;
      isFirst ||= count > 0 && this.#waitingOf(one) === undefined;
    }
    return isFirst || (fresh > 0 && fresh * this.#partsPerNewPart >= all);
  }

  /** @returns what counts: the signers that have room for their parts. To be handed to {@link leave}. */
  enter(signed: readonly Signed[]): readonly Signed[] {
    const entered = signed.filter((one) => this.#freshOf(one) > 0);
    for (const { signer, subject, parts } of entered) {
      const subjects = this.#signers.get(signer) ?? new Map<string, Parts>();
      this.#signers.set(signer, subjects);
      const waiting: Parts = subjects.get(subject) ?? new Map();
      subjects.set(subject, waiting);
      for (const part of parts) waiting.set(part, (waiting.get(part) ?? 0) + 1);
    }
    return entered;
  }

  /** @param entered - as {@link enter} returned it. */
  leave(entered: readonly Signed[]): void {
    for (const { signer, subject, parts } of entered) {
      const subjects = this.#signers.get(signer);
      const waiting = subjects?.get(subject);
      if (subjects === undefined || waiting === undefined) continue;
      for (const part of parts) {
        const left = waiting.get(part)! - 1;
        if (left > 0) waiting.set(part, left);
        else waiting.delete(part);
      }
      if (waiting.size === 0) subjects.delete(subject);
      if (subjects.size === 0) this.#signers.delete(signer);
    }
  }

  #waitingOf({ signer, subject }: Signed): Parts | undefined {
    return this.#signers.get(signer)?.get(subject);
  }

  /** Parts that do not wait yet; 0 if the signer has no room for them. */
  #freshOf(one: Signed): number {
    const { signer, parts, most } = one;
    const waiting = this.#waitingOf(one);
    if (waiting === undefined) {
      const subjects = this.#signers.get(signer)?.size ?? 0;
      return parts.length <= most && subjects < this.#subjectsPerSigner ? parts.length : 0;
    }
    const fresh = parts.filter((part) => !waiting.has(part)).length;
    return waiting.size + fresh <= most ? fresh : 0;
  }
}
