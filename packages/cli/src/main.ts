#!/usr/bin/env node
import { TrellisError } from "@trellis/protocol";
import { CommanderError } from "commander";
import { program } from "./program.ts";
import { exitCodeOf } from "./shell/exitCode.ts";

try {
  await program().parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeOf(error);
  if (!(error instanceof CommanderError)) {
    const message =
      error instanceof TrellisError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${message}\n`);
  }
}
