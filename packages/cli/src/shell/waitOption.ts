import type { Command } from "commander";
import { z } from "zod";

/** `--wait [until]`. Without a value it waits for the last of what there is. @param ends - what may be waited for, the last one last. */
export function untilValue<const Ends extends readonly [string, ...string[]]>(ends: Ends) {
  return z
    .union(
      [z.literal(true).transform(() => ends.at(-1) as Ends[number]), z.enum(ends)],
      `expected ${ends.join(" or ")}`,
    )
    .optional();
}

/** Adds `--wait` and `--timeout`. @param says - what is waited for. */
export function untilOption(command: Command, says: string): Command {
  return command
    .option("--wait [until]", `wait ${says}`)
    .option("--timeout <s>", "seconds to wait at most", "600");
}
