import { readFile } from "node:fs/promises";
import type { SignerPlace } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import type { L1SignerSettings } from "../config/l1SignerSchema.ts";
import { readTokenFile } from "../disk/readTokenFile.ts";
import { readOwnFile } from "../disk/secretKeyFile.ts";

/** Room for a system's whole list of certificates. */
const MAX_CERTIFICATE_BYTES = 2 ** 20;

/**
 * Reads the files by which the L1 signer and this node know each other.
 * @throws TRL-NOD-071 if one cannot be read, is readable by others, or does not hold what it should. It does not show the content.
 */
export async function readSignerPlace(settings: L1SignerSettings): Promise<SignerPlace> {
  const { url, timeoutMs, caFile, tokenFile, clientCertFile, clientKeyFile } = settings;
  const client =
    clientCertFile === undefined || clientKeyFile === undefined
      ? undefined
      : {
          certificate: await readCertificates(clientCertFile, "clientCertFile"),
          key: await readClientKey(clientKeyFile),
        };
  return {
    url,
    timeoutMs,
    ca: caFile === undefined ? undefined : await readCertificates(caFile, "caFile"),
    token:
      tokenFile === undefined ? undefined : await readTokenFile(tokenFile, failing(tokenFile, "tokenFile")),
    client,
  };
}

async function readClientKey(path: string): Promise<string> {
  const failed = failing(path, "clientKeyFile");
  const text = await readOwnFile(path, failed);
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw failed("holds no private key in PEM");
  return text;
}

async function readCertificates(path: string, field: string): Promise<string> {
  const failed = failing(path, field);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw failed(`cannot be read: ${(cause as NodeJS.ErrnoException).code}`);
  }
  if (text.length > MAX_CERTIFICATE_BYTES || !text.includes("-----BEGIN CERTIFICATE-----")) {
    throw failed("holds no certificates in PEM");
  }
  return text;
}

const failing =
  (path: string, name: string) =>
  (why: string): TrellisError =>
    new TrellisError("TRL-NOD-071", `l1Signer.${name}: the file ${path} ${why}`, {
      field: `l1Signer.${name}`,
      path,
    });
