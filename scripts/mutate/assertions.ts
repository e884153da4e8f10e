/** A part of a Noir source that a mutant lacks. */
export interface Deletion {
  /** From 1. */
  readonly line: number;
  /** The part on one line. */
  readonly text: string;
  /** Its range in the source. */
  readonly start: number;
  readonly end: number;
}

/** How such a statement begins, on a line of its own. */
const BEGINS =
  /^[ \t]*(?=(?:std::)?(?:static_)?assert\(|std::verify_proof_with_type\(|\S[^;=/\n]*\.assert_max_bit_size::)/gm;

/** The statements of a Noir source that can make a witness impossible, in their order. */
export function assertionsOf(source: string): Deletion[] {
  return [...source.matchAll(BEGINS)].map((match) => {
    const start = match.index + match[0].length;
    const end = endOfStatement(source, start);
    return {
      line: source.slice(0, start).split("\n").length,
      text: source.slice(start, end).replace(/\s+/g, " ").replace(/\( /g, "(").replace(/,? \)/g, ")"),
      start,
      end,
    };
  });
}

/** The source without a part. */
export function without(source: string, { start, end }: Deletion): string {
  return source.slice(0, start) + source.slice(end);
}

/** Where the statement that begins at `start` ends: behind the first semicolon outside of strings and brackets. */
function endOfStatement(source: string, start: number): number {
  let open = 0;
  let inString = false;
  for (let at = start; at < source.length; at++) {
    const char = source[at]!;
    if (char === '"') inString = !inString;
    if (inString) continue;
    if ("([{".includes(char)) open++;
    if (")]}".includes(char)) open--;
    if (char === ";" && open === 0) return at + 1;
  }
  throw new Error(`a statement has no end: ${source.slice(start, start + 60)}`);
}
