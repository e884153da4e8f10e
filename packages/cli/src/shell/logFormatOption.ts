import { Option } from "commander";

/** `--log-format`, of commands that run until they are stopped. Its value is a `LogFormat`. */
export function logFormatOption(): Option {
  return new Option("--log-format <format>", "text or json (default: text on a terminal, else json)").choices(
    ["text", "json"],
  );
}
