import { loadConfiguration, TrellisNode } from "@trellis/node";
import { writeEvent } from "@trellis/rpc-api";
import { createLog, type LogFormat, logDestination } from "../../shell/createLog.ts";
import { endOfRun, parentGone } from "../../shell/endOfRun.ts";
import { lineWriter } from "../../shell/lineWriter.ts";

const LINGER_MS = 2_000;

/** What a person reads who ends a node twice. */
function priceOfEnd(owed: readonly string[]): string {
  if (owed.length === 0) return "ended at once; nothing was promised\n";
  const lines = owed.map((promise) => `  ${promise}\n`);
  return `ended at once, with promises that are not kept. A missed node costs its seat stake, an order that is not revealed its bond (R8, R9):\n${lines.join("")}Start the node again soon: it goes on where it ended.\n`;
}

/** `trellis node`: runs until asked to end, then does what it owes. Log to standard error, events to standard output where wanted. */
export async function runNode(options: {
  readonly config: string;
  readonly rebuild?: boolean;
  readonly events?: boolean;
  readonly untilStdinCloses?: boolean;
  readonly logFormat?: LogFormat;
}): Promise<void> {
  const config = await loadConfiguration(options.config, process.env);
  const log = createLog(config.name, config.logLevel, logDestination(options.logFormat));
  const writeLine = lineWriter(process.stdout);
  const fatal = Promise.withResolvers<never>();
  const node = new TrellisNode(config, {
    log,
    onFatal: fatal.reject,
    rebuild: options.rebuild,
    ...(options.events === true ? { onEvent: (event) => writeLine(writeEvent(event)) } : {}),
  });
  const untilStdinCloses = options.untilStdinCloses === true;
  const end = endOfRun({ untilStdinCloses, onForce: () => process.stderr.write(priceOfEnd(node.owed())) });
  // The node must not stop when its reader has gone.
  process.stdout.on("error", () => {});
  try {
    const wish = await Promise.race([node.start().then(() => end), end, fatal.promise]);
    if (wish === "signal") {
      const isSupervised = untilStdinCloses ? [parentGone()] : [];
      await Promise.race([node.drain(), fatal.promise, ...isSupervised]);
    }
  } finally {
    await node.stop();
    process.stdin.destroy();
    // A call to an L1 that hangs would keep the process alive for minutes after the node has ended.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}
