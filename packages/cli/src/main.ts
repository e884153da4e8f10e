#!/usr/bin/env node
import { TrellisError } from "@trellis/protocol";
import { CommanderError } from "commander";
import { program } from "./program.ts";

try {
  await program().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    const message =
      error instanceof TrellisError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  }
}
