import type { Libp2p } from "libp2p";
import { asError, type WireStream } from "./readAll.ts";

/** Streams of one protocol that a connection may have open. */
export interface StreamLimits {
  readonly maxInboundStreams: number;
  readonly maxOutboundStreams: number;
}

/**
 * Answers the streams that peers open for a protocol. A stream is cut if `serve` throws.
 * @param serve - answers one stream; gets the id of the peer that asks.
 */
export async function serveStreams(
  libp2p: Libp2p,
  protocol: string,
  serve: (stream: WireStream, asker: string) => Promise<void>,
  limits: StreamLimits,
): Promise<void> {
  await libp2p.handle(
    protocol,
    async (stream, connection) => {
      try {
        await serve(stream, connection.remotePeer.toString());
      } catch (error) {
        stream.abort(asError(error));
      }
    },
    limits,
  );
}
