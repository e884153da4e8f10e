/** Protocol and host of a node's URL, for people: the rest of it may hold a key. */
export function labelOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed === undefined ? "a malformed URL" : `${parsed.protocol}//${parsed.host}`;
}

/**
 * The URL of a resource below a base URL. The base's own path and query stay: a gateway may serve a node below a path, and ask for a key.
 * @param path - from `/` on, with a query or without.
 * @throws TypeError if the base is no URL.
 */
export function joinUrl(base: string, path: string): string {
  const url = new URL(base);
  const [, below = "", query = ""] = /^([^?]*)\??(.*)$/s.exec(path) ?? [];
  url.pathname = url.pathname.replace(/\/+$/, "") + below;
  url.search = [url.search.slice(1), query].filter((part) => part !== "").join("&");
  url.hash = "";
  return url.href;
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
