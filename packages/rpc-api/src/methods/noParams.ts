import { z } from "zod";

/** A method without parameters. */
export const noParams = z.tuple([]);
