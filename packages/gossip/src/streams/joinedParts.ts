import { aroundEncryption, type Connection, type Encryption } from "./encryption.ts";

/** Makes a connection write each send as one piece: libp2p writes each part of it by a call of the system of its own. */
export function joinParts(connection: Connection): void {
  const { send } = connection;
  connection.send = (data) => send.call(connection, data.subarray());
}

/** Encrypted connections that write each frame, with its length, at once ({@link joinParts}). */
export function joined(encryption: Encryption): Encryption {
  return aroundEncryption(encryption, (connection, secure) => {
    joinParts(connection);
    return secure();
  });
}
