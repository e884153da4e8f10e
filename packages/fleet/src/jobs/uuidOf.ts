import { createHash } from "node:crypto";

/** A UUID made from a text: the same text gives the same one. Of version 8: made from the application's own data. */
export function uuidOf(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex");
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
