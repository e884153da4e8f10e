import type { noise } from "@chainsafe/libp2p-noise";

type Encryption = ReturnType<typeof noise>;
/** A connection of libp2p before it is encrypted. */
export type Connection = Parameters<ReturnType<Encryption>["secureOutbound"]>[0];

/** Makes a connection write each send as one piece: libp2p writes each part of it by a call of the system of its own. */
export function joinParts(connection: Connection): void {
  const { send } = connection;
  connection.send = (data) => send.call(connection, data.subarray());
}

/** Encrypted connections that write each frame, with its length, at once ({@link joinParts}). */
export function joined(encryption: Encryption): Encryption {
  return (components) => {
    const inner = encryption(components);
    for (const name of ["secureInbound", "secureOutbound"] as const) {
      const secure = inner[name].bind(inner);
      inner[name] = (connection, options) => {
        joinParts(connection);
        return secure(connection, options);
      };
    }
    return inner;
  };
}
