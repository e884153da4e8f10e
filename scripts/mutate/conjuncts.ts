import type { Deletion } from "./assertions.ts";

const OPENING = "([{";
const CLOSING = ")]}";

/** Each part of each conjunction (`a & b & c`) of a Noir source. Without it, the condition asks for less. */
export function conjunctsOf(source: string): Deletion[] {
  const found: Deletion[] = [];
  const add = (start: number, end: number): void => {
    const line = source.slice(0, start).split("\n").length;
    const text = source.slice(start, end).trim().replace(/\s+/g, " ");
    found.push({ line, text, start, end });
  };
  for (const { index: operator } of source.matchAll(/(?<=\s)&(?=\s)/g)) {
    if (isComment(source, operator)) continue;
    const first = beginOfOperand(source, operator);
    const second = operator + 1 + /^\s*/.exec(source.slice(operator + 1))![0].length;
    // A part in the middle of a conjunction is the second operand of the operator before it.
    if (!/&\s*$/.test(source.slice(0, first))) add(first, second);
    add(source.slice(0, operator).trimEnd().length, endOfOperand(source, second));
  }
  return found;
}

function isComment(source: string, at: number): boolean {
  return source.slice(source.lastIndexOf("\n", at) + 1, at).includes("//");
}

/** Where the operand before an operator begins: at a space or an opening bracket outside of its own brackets. */
function beginOfOperand(source: string, operator: number): number {
  let open = 0;
  let at = source.slice(0, operator).trimEnd().length;
  for (; at > 0; at--) {
    const char = source[at - 1]!;
    if (open === 0 && (/\s/.test(char) || OPENING.includes(char))) break;
    if (CLOSING.includes(char)) open++;
    if (OPENING.includes(char)) open--;
  }
  return at;
}

/** Where the operand that begins at `start` ends: before a space, a comma, a semicolon or a closing bracket outside of its own brackets. */
function endOfOperand(source: string, start: number): number {
  let open = 0;
  let at = start;
  for (; at < source.length; at++) {
    const char = source[at]!;
    if (open === 0 && (/[\s,;]/.test(char) || CLOSING.includes(char))) break;
    if (OPENING.includes(char)) open++;
    if (CLOSING.includes(char)) open--;
  }
  return at;
}
