import { z } from "zod";

/** A URL of an HTTP server. */
export const httpUrl = z.url({ protocol: /^https?$/, error: "an http or https URL" });

/** Whether a URL can be shown without a secret before its host. Text that is no URL has none. */
export function hasNoPassword(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || (url.username === "" && url.password === "");
}
