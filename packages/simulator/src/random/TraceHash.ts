/**
 * A hash of what a run did, in order: FNV-1a over the bytes of numbers and texts, in two lanes of 32 bits. It finds runs that differ; it
 * keeps nobody from making two that agree.
 */
export class TraceHash {
  readonly #number = new Float64Array(1);
  readonly #words = new Uint32Array(this.#number.buffer);
  #low = 0x811c9dc5;
  #high = 0xcbf29ce4;

  /** Adds a number, bit by bit. */
  add(value: number): void {
    this.#number[0] = value;
    this.#word(this.#words[0]!);
    this.#word(this.#words[1]!);
  }

  /** Adds a text. */
  addText(text: string): void {
    this.#word(text.length);
    for (let i = 0; i < text.length; i++) this.#word(text.charCodeAt(i));
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return [this.#high, this.#low].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #word(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x01000193);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ ((word << 7) | (word >>> 25)) ^ this.#low, 0x85ebca6b);
    this.#high ^= this.#high >>> 13;
  }
}
