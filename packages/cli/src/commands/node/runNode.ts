import { loadConfiguration, TrellisNode } from "@trellis/node";
import { writeEvent } from "@trellis/rpc-api";
import { createLog } from "../../shell/createLog.ts";
import { endOfRun } from "../../shell/endOfRun.ts";

const LINGER_MS = 2_000;

/** `trellis node`: runs until asked to end. Log to standard error, events to standard output where wanted. */
export async function runNode(options: {
  readonly config: string;
  readonly events?: boolean;
  readonly untilStdinCloses?: boolean;
}): Promise<void> {
  const config = await loadConfiguration(options.config);
  const log = createLog(config.name, config.logLevel);
  const fatal = Promise.withResolvers<never>();
  const node = new TrellisNode(config, {
    log,
    onFatal: fatal.reject,
    ...(options.events === true
      ? { onEvent: (event) => process.stdout.write(`${writeEvent(event)}\n`) }
      : {}),
  });
  const end = endOfRun({ untilStdinCloses: options.untilStdinCloses === true });
  // The node must not stop when its reader has gone.
  process.stdout.on("error", () => {});
  try {
    await Promise.race([node.start().then(() => end), end, fatal.promise]);
  } finally {
    await node.stop();
    process.stdin.destroy();
    // A call to an L1 that hangs would keep the process alive for minutes after the node has ended.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}
