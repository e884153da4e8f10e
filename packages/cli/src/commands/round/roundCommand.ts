import { l1Call, windowsOf } from "@trellis/l1";
import { roundPhase } from "@trellis/protocol";
import { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand } from "../../shell/l1Command.ts";

/** `trellis round`: calls that anyone may make so that the chain moves on (P1.4). */
export function roundCommand(io: CliIo): Command {
  return new Command("round").description("the running round: finalize").addCommand(finalize(io));
}

const finalize = (io: CliIo): Command =>
  actionCommand(
    io,
    "finalize",
    "end the round after its proof window: the best proven block becomes the head, or the height restarts (P3.3, P8); anyone may call",
    {},
    async (session) => {
      const status = await session.client.read("rollup", "status", []);
      const phase = roundPhase(windowsOf(status), await session.now());
      const hasProof = BigInt(status.best) !== 0n;
      return {
        calls: [l1Call(session.addresses, "rollup", "finalize", [])],
        says: [
          `height ${status.height}, round ${status.round}, phase ${phase}: ${
            hasProof ? `${status.best} becomes the head` : "no proof was accepted, the height restarts"
          }`,
        ],
        facts: { height: status.height, round: status.round, phase, best: hasProof ? status.best : null },
      };
    },
  );
