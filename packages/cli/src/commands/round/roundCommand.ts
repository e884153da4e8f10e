import { l1Call, roundWindows } from "@trellis/l1";
import { roundPhase } from "@trellis/protocol";
import { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand } from "../../shell/l1/l1Command.ts";

/** `trellis round`: calls that anyone may make so that the chain moves on (P1.4). */
export function roundCommand(io: CliIo): Command {
  return new Command("round").description("the running round: finalize").addCommand(finalize(io));
}

const finalize = (io: CliIo): Command =>
  actionCommand(
    io,
    "finalize",
    "end the round after its proof window, or once it is decided (R16): the best proven block becomes the head, or the height restarts (P3.3); anyone may call",
    {},
    async (session) => {
      const { running, best } = await session.client.read("lens", "status", []);
      const { height, number: round } = running.round;
      const phase = roundPhase(roundWindows(running), await session.now());
      const hasProof = BigInt(best) !== 0n;
      return {
        calls: [l1Call(session.addresses, "rollup", "finalize", [])],
        says: [
          `height ${height}, round ${round}, phase ${phase}: ${
            hasProof ? `${best} becomes the head` : "no proof was accepted, the height restarts"
          }`,
        ],
        facts: { height, round, phase, best: hasProof ? best : null },
      };
    },
  );
