import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

/** Peer ids, in base58. */
const PEER = /^[1-9A-HJ-NP-Za-km-z]{46,60}$/;
const HOSTNAME =
  /^(?=.{1,253}$)([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Whether a text is `/<protocol>/<host>/tcp/<port>`, and what follows. @param hosts - the protocols that it may begin with. */
function tcpAddress(
  text: string,
  hosts: readonly string[],
): { readonly port: number; readonly rest: string[] } | undefined {
  const [empty, protocol, host, tcp, port, ...rest] = text.split("/");
  if (empty !== "" || protocol === undefined || host === undefined || tcp !== "tcp" || port === undefined)
    return undefined;
  if (!hosts.includes(protocol) || !/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) return undefined;
  const isHost = protocol === "ip4" ? isIPv4(host) : protocol === "ip6" ? isIPv6(host) : HOSTNAME.test(host);
  return isHost ? { port: Number(port), rest } : undefined;
}

const IP = ["ip4", "ip6"];
const NAMED = [...IP, "dns", "dns4", "dns6"];

/** An address to listen on. */
export const listenAddress = z
  .string()
  .refine(
    (text) => tcpAddress(text, IP)?.rest.length === 0,
    "expected /ip4/<address>/tcp/<port> or /ip6/<address>/tcp/<port>, such as /ip4/0.0.0.0/tcp/9300",
  );

/** An address that others are told: with a host name, too. */
export const announcedAddress = z.string().refine((text) => {
  const address = tcpAddress(text, NAMED);
  return address !== undefined && address.port > 0 && address.rest.length === 0;
}, "expected /dns4/<name>/tcp/<port> or /ip4/<public address>/tcp/<port>, without /p2p/");

/** An address of a peer to start with. */
export const peerAddress = z.string().refine((text) => {
  const address = tcpAddress(text, NAMED);
  if (address === undefined || address.port === 0 || address.rest.length !== 2) return false;
  return address.rest[0] === "p2p" && PEER.test(address.rest[1]!);
}, "expected /ip4/<address>/tcp/<port>/p2p/<peer id>, as the event started shows it");
