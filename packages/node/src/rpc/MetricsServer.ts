import { TrellisError } from "@trellis/protocol";
import { answerHealth, isRead, pathOf } from "./answerGet.ts";
import type { HealthReport } from "./Health.ts";
import { HttpDoor } from "./HttpDoor.ts";

export interface MetricsServerInit {
  readonly host: string;
  readonly port: number;
  /** The metrics in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  readonly health: () => HealthReport;
  readonly onError: (error: unknown) => void;
}

/** `GET /metrics` and `GET /health` on a port of their own, which users of RPC cannot fill. Start: @throws TRL-NOD-044. */
export class MetricsServer extends HttpDoor {
  constructor({ host, port, metrics, health, onError }: MetricsServerInit) {
    super({
      host,
      port,
      limits: { total: 64, perClient: 16 },
      onError,
      cannotListen: (code, cause) =>
        new TrellisError(
          "TRL-NOD-044",
          `metrics.listen: cannot listen on ${host}:${port}: ${code}`,
          { field: "metrics.listen" },
          cause,
        ),
      handle: async (request, response) => {
        if (answerHealth(request, response, health)) return;
        if (isRead(request) && pathOf(request) === "/metrics") {
          response.setHeader("content-type", "text/plain; version=0.0.4").end(await metrics());
        } else response.writeHead(isRead(request) ? 404 : 405, { allow: "GET, HEAD" }).end();
      },
    });
  }
}
