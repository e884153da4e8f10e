import { BaseError } from "viem";

/** All that L1 said, by the words of each cause. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof BaseError)) return String(error);
  const words: string[] = [];
  error.walk((cause) => {
    const { details, message } = cause as { readonly details?: unknown; readonly message?: unknown };
    words.push(String(details ?? message ?? ""));
    return false;
  });
  return words.join("\n");
}
