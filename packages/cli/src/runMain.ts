import { CommanderError } from "commander";
import { showHelp } from "./help/showHelp.ts";
import { lazyProgram } from "./lazyProgram.ts";

/** Runs `trellis` with these arguments. A failure becomes a message on standard error, and the exit code. */
export async function runMain(args: readonly string[]): Promise<void> {
  try {
    if (showHelp(args)) return;
    const command = (await lazyProgram(args)) ?? (await import("./program.ts")).program();
    await command.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    const { exitCodeOf } = await import("./shell/exitCode.ts");
    process.exitCode = exitCodeOf(error);
    process.stderr.write(`${await messageOf(error)}\n`);
  }
}

/** An error of Trellis says what to do. Another one is a bug, which is found by its stack. */
async function messageOf(error: unknown): Promise<string> {
  const { TrellisError } = await import("@trellis/protocol");
  if (error instanceof TrellisError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
