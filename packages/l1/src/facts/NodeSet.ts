/** Numbers of a block's nodes, to be read. */
export interface NodeNumbers extends Iterable<number> {
  has(number: number): boolean;
}

/** A set of a block's nodes, by number: one bit each, because a full block has 4,095 of them and a node keeps thousands of blocks. */
export class NodeSet implements NodeNumbers {
  #bits: Uint8Array;

  constructor(numbers: Iterable<number> = []) {
    this.#bits = new Uint8Array();
    for (const number of numbers) this.add(number);
  }

  /** The set of which {@link bytes} told. */
  static of(bytes: Uint8Array): NodeSet {
    const set = new NodeSet();
    set.#bits = bytes.slice();
    return set;
  }

  /** The set as bytes. */
  bytes(): Uint8Array {
    return this.#bits.slice();
  }

  add(number: number): void {
    const byte = number >> 3;
    if (byte >= this.#bits.length) {
      const grown = new Uint8Array(2 * byte + 1);
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[byte]! |= 1 << (number & 7);
  }

  has(number: number): boolean {
    return (((this.#bits[number >> 3] ?? 0) >> (number & 7)) & 1) === 1;
  }

  /** The numbers, ascending. */
  *[Symbol.iterator](): Generator<number> {
    for (const [byte, bits] of this.#bits.entries()) {
      for (let bit = 0; bits >> bit !== 0; bit++) if ((bits >> bit) & 1) yield 8 * byte + bit;
    }
  }
}
