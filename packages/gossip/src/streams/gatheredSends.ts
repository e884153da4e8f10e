import { aroundEncryption, type Connection, type Encryption } from "./encryption.ts";

type Data = Parameters<Connection["send"]>[0];

/** So many bytes leave at once, whatever comes after them. */
export const GATHERED_BYTES = 64 * 1_024;

/**
 * Makes a connection gather what is sent in one turn of the event loop, and send it together at the turn's end. Each send costs an encryption,
 * a call of the system, and the same again where it arrives; most messages of gossip have some hundred bytes. Order stays as it is. At
 * most {@link GATHERED_BYTES} wait.
 * @returns sends what waits, now.
 */
export function gatherSends(connection: Connection): () => void {
  const { send } = connection;
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let turnEnd: NodeJS.Immediate | undefined;

  function take(): Buffer {
    clearImmediate(turnEnd);
    turnEnd = undefined;
    const taken = Buffer.concat(waiting, bytes);
    waiting = [];
    bytes = 0;
    return taken;
  }
  function flush(): void {
    const taken = take();
    if (taken.length === 0) return;
    try {
      send.call(connection, taken);
    } catch {
      // The connection has ended, and tells its streams so.
    }
  }
  connection.send = (data: Data): boolean => {
    const isLarge = bytes + data.byteLength > GATHERED_BYTES;
    if (isLarge || connection.status !== "open") {
      flush();
      return send.call(connection, data);
    }
    waiting.push(data.subarray());
    bytes += data.byteLength;
    turnEnd ??= setImmediate(flush);
    return !connection.writableNeedsDrain;
  };
  return flush;
}

/** Encrypted connections that gather what they send ({@link gatherSends}). */
export function gathered(encryption: Encryption): Encryption {
  return aroundEncryption(encryption, async (connection, secure) => {
    const secured = await secure();
    const flush = gatherSends(secured.connection);
    const close = connection.close.bind(connection);
    // Its streams have said their last words by now.
    connection.close = async (closing) => {
      flush();
      await close(closing);
    };
    return secured;
  });
}
