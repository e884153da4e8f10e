import { z } from "zod";

/** An error of the API, as `application/problem+json` (RFC 9457), with a code of docs/errors.md. */
export const problem = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.number().int(),
  /** What was wrong, and what to do. */
  detail: z.string(),
  code: z.string(),
});

/** An error as programs use it. */
export type Problem = z.output<typeof problem>;
