import { connect, isIP } from "node:net";
import type { Configuration } from "../config/Configuration.ts";
import { type Finding, fail, ok, warn } from "./Check.ts";

const TIMEOUT_MS = 5_000;
/** Addresses that nobody outside can dial. */
const PRIVATE =
  /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0\.|::1?$|f[cd]|fe80:)/i;

/** Whether the peers to start with take connections. */
export async function checkPeers({ gossip }: Pick<Configuration, "gossip">): Promise<Finding> {
  const all = gossip.bootstrap.map(placeOf);
  if (all.length === 0) {
    return warn(
      "gossip.bootstrap names no peer: the node waits until others dial it",
      "name a peer of this network, unless this is its first node",
    );
  }
  const faults = await Promise.all(all.map(({ host, port }) => faultOf(host, port)));
  const silent = all.flatMap(({ host, port }, i) =>
    faults[i] === undefined ? [] : [`${host}:${port} (${faults[i]})`],
  );
  if (silent.length === 0) return ok(`${all.length} of ${all.length} answer`);
  const says = `${all.length - silent.length} of ${all.length} answer; not ${silent.join(", ")}`;
  const todo = "check addresses and firewall, or name others in gossip.bootstrap";
  return silent.length === all.length ? fail(says, todo) : warn(says, todo);
}

/** Whether peers can dial the addresses that the node tells them. Seen from here only: whether a firewall is open, others must try. */
export function checkAnnounced({ gossip }: Pick<Configuration, "gossip">): Finding {
  const told = gossip.announce.length > 0 ? gossip.announce : gossip.listen;
  const hosts = told.map((address) => placeOf(address).host);
  const isAny = (host: string): boolean => host === "0.0.0.0" || host === "::";
  const isPublic = hosts.some((host) => !isAny(host) && (isIP(host) === 0 || !PRIVATE.test(host)));
  if (isPublic) return ok(`${told.join(", ")}; open the port in your firewall`);
  const todo = "set gossip.announce to a public address or name of this machine, and forward the port to it";
  return hosts.some(isAny)
    ? warn(
        "peers are told this machine's own addresses, which nobody can dial behind address translation",
        todo,
      )
    : warn(`peers are told ${told.join(", ")}, which only this network can dial`, todo);
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Host and port of a multiaddr, whose form the configuration has checked. */
function placeOf(address: string): Place {
  const [, , host = "", , port = "0"] = address.split("/");
  return { host, port: Number(port) };
}

/** Why a connection cannot be made; undefined if it can. */
function faultOf(host: string, port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const socket = connect({ host, port, timeout: TIMEOUT_MS });
  socket.on("connect", () => resolve(undefined));
  socket.on("timeout", () => resolve("no answer within 5 s"));
  socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  return promise.finally(() => socket.destroy());
}
