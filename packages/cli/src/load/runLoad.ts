import { readSecretKeyFile } from "@trellis/node";
import { toBigInt } from "@trellis/protocol";
import { createLog } from "../shell/createLog.ts";
import { endOfRun } from "../shell/endOfRun.ts";
import { readLoadConfig } from "./LoadConfig.ts";
import { LoadGenerator } from "./LoadGenerator.ts";
import { LoadReport } from "./LoadReport.ts";
import { LoadWatch } from "./LoadWatch.ts";

/** `trellis load`: sends transactions until asked to end. */
export async function runLoad(options: {
  readonly config: string;
  readonly untilStdinCloses?: boolean;
}): Promise<void> {
  const config = await readLoadConfig(options.config);
  const secrets = (await Promise.all(config.keyFiles.map((file) => readSecretKeyFile(file)))).map(toBigInt);
  const log = createLog("load");
  const report = new LoadReport();
  const watch = new LoadWatch(config.rpcUrl, report, (summary) => log.info(summary, "load so far"));
  const generator = new LoadGenerator(
    config.rpcUrl,
    { ...config, secrets },
    {
      onSent: (hash) => {
        report.accepted(hash, performance.now());
        log.debug({ hash }, "sent");
      },
      onRefused: (error) => {
        report.refused();
        log.info({ error }, "not sent");
      },
    },
  );
  generator.start();
  watch.start();
  await endOfRun({ untilStdinCloses: options.untilStdinCloses === true });
  await generator.stop();
  await watch.stop();
  process.stdin.destroy();
}
