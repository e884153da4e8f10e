/**
 * Lets several runs print beside each other without mixing their lines. The run that began first prints at once. The others' lines wait until
 * it has ended.
 */
export class OutputTurns {
  readonly #print: (line: string) => void;
  readonly #waiting: { lines: string[]; isOver: boolean }[] = [];

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Begins a run. Call `line` for each of its lines, then `end` once. */
  begin(): { line(text: string): void; end(): void } {
    const run = { lines: [] as string[], isOver: false };
    this.#waiting.push(run);
    return {
      line: (text) => {
        run.lines.push(text);
        this.#flush();
      },
      end: () => {
        run.isOver = true;
        this.#flush();
      },
    };
  }

  #flush(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      for (const line of first.lines.splice(0)) this.#print(line);
      if (!first.isOver) return;
      this.#waiting.shift();
    }
  }
}
