import { endOfRun } from "../shell/endOfRun.ts";
import { Devnet } from "./Devnet.ts";
import { type DevnetReporter, JsonReporter, LineReporter, LiveReporter } from "./DevnetReporter.ts";
import { parseDevnetOptions } from "./setup/DevnetOptions.ts";

/** Exit code of a run that was stopped before its blocks were final. */
const INTERRUPTED = 130;

/** `trellis devnet`. */
export async function runDevnet(flags: unknown): Promise<void> {
  const options = parseDevnetOptions(flags);
  const write = (text: string): void => void process.stdout.write(text);
  const reporter: DevnetReporter = options.json
    ? new JsonReporter(write)
    : process.stdout.isTTY
      ? new LiveReporter(process.stdout, process.stdin.isTTY ? process.stdin : undefined)
      : new LineReporter(write);
  const devnet = new Devnet(options, reporter);
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    devnet.stop();
  };
  void endOfRun({ onForce: () => devnet.abandon() }).then(interrupt);
  // The reader of this output has gone, as in `| head`.
  process.stdout.on("error", interrupt);
  try {
    const { summary, complete } = await devnet.run();
    reporter.summary(summary);
    process.exitCode = interrupted && options.blocks !== undefined && !complete ? INTERRUPTED : 0;
  } finally {
    reporter.stop();
  }
}
