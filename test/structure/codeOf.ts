/** Strings that end on their line, template literals, and comments; of TypeScript and Solidity. */
const STRING_OR_COMMENT =
  /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

const blank = (text: string): string => text.replace(/[^\n]/g, " ");

/** A source with its comments blanked, and its strings too if asked; every line and column stays where it is. */
export function codeOf(source: string, { strings = "keep" }: { strings?: "keep" | "blank" } = {}): string {
  return source.replace(STRING_OR_COMMENT, (found, string: string | undefined) => {
    if (string === undefined) return blank(found);
    // What a template literal computes is code: only its quotes would tell it from text.
    return strings === "keep" || string.startsWith("`") ? string : blank(found);
  });
}

/** The line, from 1, of a place in a text. */
export const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;
