import { type HandshakeLimits, Handshakes, sourceOf } from "./Handshakes.ts";

/** The parts of libp2p's inbound connection that the gate uses. */
interface InboundConnection {
  readonly remoteAddr: { toString(): string };
  abort(reason: Error): void;
  addEventListener(event: "close", listener: () => void): void;
}

/** libp2p's questions about inbound connections. None is denied; handshakes that are too many are cut off. */
export function inboundGate(limits: HandshakeLimits) {
  const arriving = new Handshakes<InboundConnection>(limits);
  return {
    denyInboundConnection: (connection: InboundConnection): boolean => {
      connection.addEventListener("close", () => arriving.end(connection));
      arriving.begin(connection, {
        source: sourceOf(connection.remoteAddr.toString()),
        cut: () => connection.abort(new Error("its place was needed for another handshake")),
      });
      return false;
    },
    denyInboundUpgradedConnection: (_peer: unknown, connection: InboundConnection): boolean => {
      arriving.end(connection);
      return false;
    },
  };
}
