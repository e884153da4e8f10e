import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import type { L1Session } from "../../shell/l1/L1Session.ts";
import type { Plan } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { untilOption, untilValue } from "../../shell/waitOption.ts";
import { readMessageStanding, waitForMessage } from "./waitForMessage.ts";

/** Options of every command that queues a message on L1. */
export const messageFields = { wait: untilValue(["final"]), timeout: optionValues.whole(86_400) };

/** Adds the options of {@link messageFields}. */
export function withMessageOptions(command: Command): Command {
  return untilOption(command, "until a final block has consumed the message; says where it stands meanwhile");
}

/** The part of a plan that waits for the message which its last call queues. */
export function afterMessage(
  io: CliIo,
  { client }: L1Session,
  {
    wait,
    timeout,
    json,
  }: { readonly wait?: "final" | undefined; readonly timeout: number; readonly json: boolean },
): Pick<Plan, "afterwards"> {
  if (wait === undefined) return {};
  return {
    afterwards: async ({ transactions }) => {
      const look = () => readMessageStanding(client, transactions.at(-1)!.hash!);
      const { index, height } = await waitForMessage(io, look, { timeoutMs: timeout * 1_000, json });
      return {
        result: { message: index, height },
        says: [`final: message ${index} is in a final block, at height ${height} or below`],
      };
    },
  };
}
