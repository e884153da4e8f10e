import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { TrellisError } from "@trellis/protocol";
import { L1Url } from "../providers/L1Url.ts";
import { signerError } from "./signerFault.ts";

/** Where a signing service is, and how it knows its clients. */
export interface SignerPlace {
  /** Its http or https URL. A path before `/api/v1` is kept. A secret in it is in no error. */
  readonly url: string;
  /** Certificates in PEM that it is checked by, in place of the system's. */
  readonly ca?: string | undefined;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** A client certificate and its key, in PEM. */
  readonly client?: { readonly certificate: string; readonly key: string } | undefined;
  /** The longest wait for one answer. */
  readonly timeoutMs?: number | undefined;
}

/** A question to a signing service. */
export interface SignerQuestion {
  readonly method: "GET" | "POST";
  /** Under the service's URL, as `/api/v1/eth1/publicKeys`. */
  readonly path: string;
  readonly body?: string;
  /** The most bytes that are read of the answer. */
  readonly maxBytes: number;
}

/** A service's answer, of whatever status. */
export interface SignerAnswer {
  readonly status: number;
  /** Without white space around it. */
  readonly text: string;
}

export const SIGNER_TIMEOUT_MS = 5_000;

/** The edge to a signing service: asks once, within bounds of time and size. It follows no redirect: the next host would see the token. */
export class SignerDoor {
  readonly #place: SignerPlace;
  readonly #url: L1Url;

  /** @throws TRL-L1-047 if the URL is no http or https URL. */
  constructor(place: SignerPlace) {
    this.#place = place;
    this.#url = new L1Url(place.url, "l1Signer.url or --signer");
  }

  /** Protocol and host, for people. */
  get label(): string {
    return this.#url.label;
  }

  /**
   * Asks once.
   * @param signal - ends the wait.
   * @throws TRL-L1-050 if no answer comes, TRL-L1-052 if it is too large. Neither holds the URL's secrets or the token. The signal's reason, if it aborts.
   */
  async ask(question: SignerQuestion, signal: AbortSignal): Promise<SignerAnswer> {
    const { timeoutMs = SIGNER_TIMEOUT_MS } = this.#place;
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      return await this.#exchange(question, AbortSignal.any([deadline, signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TrellisError) throw error;
      const words = deadline.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
      throw signerError("unreachable", this.label, words);
    }
  }

  async #exchange(
    { method, path, body, maxBytes }: SignerQuestion,
    signal: AbortSignal,
  ): Promise<SignerAnswer> {
    const { ca, token, client } = this.#place;
    const url = new URL(this.#url.reveal());
    url.pathname = `${url.pathname.replace(/\/+$/, "")}${path}`;
    const answered = Promise.withResolvers<IncomingMessage>();
    const request = (url.protocol === "https:" ? tlsRequest : plainRequest)(url, {
      method,
      signal,
      headers: {
        accept: "application/json, text/plain",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(ca === undefined ? {} : { ca }),
      ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
    });
    request.on("response", answered.resolve).on("error", answered.reject).end(body);
    const response = await answered.promise;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Leaving the loop ends the connection.
      if (size > maxBytes)
        throw signerError("garbled", this.label, `its answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8").trim() };
  }
}

/** Codes as ECONNREFUSED say enough; messages may have more in them. */
function reasonOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  const isName = typeof code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(code);
  return `the connection failed${isName ? ` (${code})` : ""}`;
}
