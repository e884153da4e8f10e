import { stripVTControlCharacters } from "node:util";

/** The closing lines of Node's test runner, by their names: how many tests there were, how many passed, and so on. */
export type TestCounts = ReadonlyMap<string, number>;

const LINE = /^ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) (\d+(?:\.\d+)?)$/;
/** The first of the closing lines. */
const FIRST = "tests";
/** The last of the closing lines. */
const LAST = "duration_ms";

/**
 * Takes the closing lines out of a runner's output, line by line. A test that prints such a line by itself is let through, unless the whole
 * block follows.
 */
export class ClosingLines {
  #held: string[] = [];
  #counts: Map<string, number> | undefined;

  /** The closing lines that were found; undefined if the runner has ended without them. */
  get counts(): TestCounts | undefined {
    return this.#counts;
  }

  /** Takes one line. Returns the lines to print. @param line - without its end. */
  take(line: string): string[] {
    const text = stripVTControlCharacters(line);
    const name = LINE.exec(text)?.[1];
    if (name === undefined || (this.#held.length === 0 && name !== FIRST)) return [...this.#release(), line];
    const before = name === FIRST ? this.#release() : [];
    this.#held.push(text);
    if (name === LAST) {
      this.#counts = new Map(this.#held.map(countOf));
      this.#held = [];
    }
    return before;
  }

  #release(): string[] {
    return this.#held.splice(0);
  }
}

function countOf(line: string): [string, number] {
  const [, name, count] = LINE.exec(line)!;
  return [name!, Number(count)];
}

/** The closing lines of several runs, added up. @param durationMs - from the begin of the first run to the end of the last. */
export function closingLines(runs: readonly TestCounts[], durationMs: number): string[] {
  const names = [...(runs[0]?.keys() ?? [])];
  return names.map((name) => {
    const sum = runs.reduce((total, counts) => total + (counts.get(name) ?? 0), 0);
    return `ℹ ${name} ${name === LAST ? durationMs : sum}`;
  });
}
