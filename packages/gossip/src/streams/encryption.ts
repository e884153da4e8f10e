import type { noise } from "@chainsafe/libp2p-noise";

/** Makes libp2p's encryption of connections. */
export type Encryption = ReturnType<typeof noise>;
type Secure = ReturnType<Encryption>["secureOutbound"];
/** A connection of libp2p, plain or encrypted. */
export type Connection = Parameters<Secure>[0];
/** An encrypted connection, and whose it is. */
export type Secured = Awaited<ReturnType<Secure>>;

/**
 * An encryption with something done around it, for connections of both directions.
 * @param around - gets the plain connection, and encrypts it by `secure`.
 */
export function aroundEncryption(
  encryption: Encryption,
  around: (connection: Connection, secure: () => Promise<Secured>) => Promise<Secured>,
): Encryption {
  return (components) => {
    const inner = encryption(components);
    for (const name of ["secureInbound", "secureOutbound"] as const) {
      const secure = inner[name].bind(inner);
      inner[name] = (connection, options) => around(connection, () => secure(connection, options));
    }
    return inner;
  };
}
