import { once } from "node:events";
import { access, constants, stat, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { TrellisError } from "@trellis/protocol";
import type { Configuration } from "../config/Configuration.ts";
import { filesOf } from "../config/filesOf.ts";
import { FolderLock } from "../disk/FolderLock.ts";
import { requireOwnFolder } from "../disk/requireOwnFolder.ts";
import { type Finding, fail, ok, warn } from "./Check.ts";

const GIGABYTE = 1e9;
/** Free bytes with which a node can go on for a while, and those without which it cannot start. */
const LOW_BYTES = GIGABYTE;
const LEAST_BYTES = GIGABYTE / 10;

/** Whether the data folder is, or can become, this node's. @throws TRL-NOD-009 and 052. */
export async function checkFolder(
  config: Configuration,
): Promise<{ readonly finding: Finding; readonly isRunning: boolean }> {
  const { dataDir } = config;
  const above = await nearest(dataDir);
  if (above !== resolve(dataDir)) {
    await access(above, constants.W_OK).catch((cause) => {
      throw new TrellisError("TRL-NOD-009", `dataDir: ${above} is not writable for this user`, {}, cause);
    });
    return { finding: ok(`${dataDir} is not there yet; the node makes it`), isRunning: false };
  }
  await requireOwnFolder(dataDir, filesOf(config));
  // To take the lock makes its file, by which the node knows its folder.
  const hasLock = await stat(join(dataDir, "lock")).catch(() => undefined);
  if (hasLock === undefined) return { finding: ok(`${dataDir} is free`), isRunning: false };
  try {
    (await FolderLock.take(dataDir)).release();
  } catch (error) {
    if (!(error instanceof TrellisError) || error.code !== "TRL-NOD-051") throw error;
    return { finding: ok(`${dataDir} is in use: the node runs`), isRunning: true };
  }
  return { finding: ok(`${dataDir} is the node's and free`), isRunning: false };
}

/** Free space where the data folder is, or will be. */
export async function checkDisk(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await nearest(dataDir));
  return judgeDisk(bavail * bsize);
}

/** @param free - bytes. */
export function judgeDisk(free: number): Finding {
  const says = `${(free / GIGABYTE).toFixed(1)} GB are free`;
  const todo = "make room: a full disk loses claims and answers";
  if (free < LEAST_BYTES) return fail(says, todo);
  return free < LOW_BYTES ? warn(says, todo) : ok(says);
}

/** Whether the node can listen where it is told to. @param isRunning - whether the node itself listens there now. */
export async function checkPorts(config: Configuration, isRunning: boolean): Promise<Finding> {
  const wanted = portsOf(config);
  if (isRunning) return ok("not tried: the node runs and uses them");
  const taken: string[] = [];
  for (const { field, host, port } of wanted) {
    const why = port === 0 ? undefined : await refusalToListen(host, port);
    if (why !== undefined) taken.push(`${field}: ${host}:${port} (${why})`);
  }
  if (taken.length === 0) return ok(`${wanted.length} free: ${wanted.map(({ port }) => port).join(", ")}`);
  return fail(`cannot listen on ${taken.join("; ")}`, "end what uses them, or set others");
}

interface Place {
  readonly field: string;
  readonly host: string;
  readonly port: number;
}

function portsOf({ gossip, rpc, metrics, index }: Configuration): Place[] {
  return [
    ...gossip.listen.map((address, i): Place => {
      const [, , host = "", , port = "0"] = address.split("/");
      return { field: `gossip.listen.${i}`, host, port: Number(port) };
    }),
    ...(rpc === undefined ? [] : [{ field: "rpc", host: rpc.host, port: rpc.port }]),
    ...(metrics === undefined ? [] : [{ field: "metrics.listen", ...metrics.listen }]),
    ...(index === undefined ? [] : [{ field: "index.listen", ...index.listen }]),
  ];
}

async function refusalToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    server.close();
  }
}

/** The folder, or the nearest one above it that exists. */
async function nearest(path: string): Promise<string> {
  let at = resolve(path);
  while ((await stat(at).catch(() => undefined)) === undefined && dirname(at) !== at) at = dirname(at);
  return at;
}
