/** Protocol and host of a node's URL, for people: the rest of it may hold a key. */
export function labelOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed === undefined ? "a malformed URL" : `${parsed.protocol}//${parsed.host}`;
}

/**
 * Why a request failed, or undefined if the reason quotes the URL beyond its host: `fetch` does so for a URL with a password, and for none.
 * @param url - as it was asked for.
 */
export function causeWithout(url: string, cause: unknown): unknown {
  if (!URL.canParse(url)) return undefined;
  const { message } = cause instanceof Error ? cause : new Error(String(cause));
  const rest = url.replace(labelOf(url), "").replace(/^\//, "");
  return rest !== "" && message.includes(rest) ? undefined : cause;
}
