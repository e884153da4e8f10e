/** The nodes of a block about which something has changed since they were last taken; all of them at first. */
export class NodeWatch {
  readonly #count: number;
  readonly #changed = new Set<number>();
  #isAll = true;

  /** @param count - nodes of the block's tree. */
  constructor(count: number) {
    this.#count = count;
  }

  /** Notes a change of a node. @param number - the node's number. */
  note(number: number): void {
    if (!this.#isAll) this.#changed.add(number);
  }

  /** Notes a change of what concerns all nodes. */
  noteAll(): void {
    this.#isAll = true;
    this.#changed.clear();
  }

  /** The numbers of the changed nodes. From now on only later changes count. */
  take(): number[] {
    const taken = this.#isAll
      ? Array.from({ length: this.#count }, (_, number) => number)
      : [...this.#changed];
    this.#isAll = false;
    this.#changed.clear();
    return taken;
  }
}
