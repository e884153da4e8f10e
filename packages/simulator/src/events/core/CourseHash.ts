/** Two primes with well-spread bits: each step mixes what came into all bits above. */
const FIRST = 0x85ebca6b;
const SECOND = 0xc2b2ae35;

/**
 * A hash over everything that happens in a run, in order. Two runs with the same hash took the same course: this is how a test, or a
 * reader of a report, knows that seed and settings alone decide. It is no cryptographic hash.
 */
export class CourseHash {
  #one = 0x9e3779b9;
  #two = 0x7f4a7c15;
  readonly #number = new Float64Array(1);
  readonly #bits = new Uint32Array(this.#number.buffer);

  /** Adds an event. @param time - as a double: all of its bits count. */
  add(time: number, kind: number, a: number, b: number): void {
    this.#number[0] = time;
    const bits = this.#bits;
    let one = Math.imul(this.#one ^ bits[0]!, FIRST);
    one ^= one >>> 15;
    let two = Math.imul(this.#two ^ bits[1]!, SECOND);
    two ^= two >>> 13;
    one = Math.imul(one ^ (a + kind), SECOND);
    two = Math.imul(two ^ (b - kind), FIRST);
    this.#one = one ^ (two >>> 16);
    this.#two = two ^ (one >>> 17);
  }

  /** 16 hexadecimal digits. */
  get value(): string {
    return hex(this.#one) + hex(this.#two);
  }
}

function hex(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, "0");
}
