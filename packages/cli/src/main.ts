#!/usr/bin/env node
import { TrellisError } from "@trellis/protocol";
import { CommanderError } from "commander";
import { exitCodeOf } from "./command/exitCode.ts";
import { program } from "./program.ts";

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
