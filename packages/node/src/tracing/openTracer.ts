import { type RollupDomain, TrellisError } from "@trellis/protocol";
import type { Configuration } from "../config/Configuration.ts";
import { readTokenFile } from "../disk/readTokenFile.ts";
import type { NewsFeed } from "../news/NewsFeed.ts";
import { systemClock, wallClock } from "../tasks/Clock.ts";
import { SpanExporter } from "./SpanExporter.ts";
import { Tracer } from "./Tracer.ts";

export interface OpenTracerComponents {
  readonly domain: RollupDomain;
  readonly news: Pick<NewsFeed, "on">;
  readonly count: (outcome: "sent" | "dropped", spans: number) => void;
  readonly onProblem: (error: unknown) => void;
}

/** The tracer that a configuration asks for; undefined if it asks for none. @throws TRL-NOD-082 for the file with its token. */
export async function openTracer(
  { tracing, name }: Pick<Configuration, "tracing" | "name">,
  { domain, news, count, onProblem }: OpenTracerComponents,
): Promise<Tracer | undefined> {
  if (tracing === undefined) return undefined;
  const { url, tokenFile } = tracing;
  const failed = (why: string): TrellisError =>
    new TrellisError("TRL-NOD-082", `tracing.tokenFile: the file ${tokenFile} ${why}`, {
      field: "tracing.tokenFile",
      path: tokenFile,
    });
  const token = tokenFile === undefined ? undefined : await readTokenFile(tokenFile, failed);
  const resource = { "service.name": "trellis", "service.instance.id": name };
  const exporter = new SpanExporter({ url, token, resource, count, onProblem, clock: systemClock });
  return new Tracer({ domain, news, wallClock, exporter });
}
