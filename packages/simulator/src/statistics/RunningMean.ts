/** Mean and variance of samples that come one by one (B. P. Welford). */
export class RunningMean {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(sample: number): void {
    this.#count += 1;
    const before = sample - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (sample - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  /** 0 without samples. */
  get value(): number {
    return this.#mean;
  }

  /** Of the samples, unbiased; 0 with fewer than two. */
  get variance(): number {
    return this.#count < 2 ? 0 : this.#squares / (this.#count - 1);
  }

  /** Of the mean. */
  get standardError(): number {
    return Math.sqrt(this.variance / Math.max(1, this.#count));
  }
}
