import { z } from "zod";

/** A URL of an HTTP server. */
export const httpUrl = z.url({ protocol: /^https?$/, error: "an http or https URL" });
