import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { concatBytes, fromHex, keccak256, toBigInt, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf, signRecoverable } from "@trellis/protocol/keys";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** How a signer fails, or differs from others. Without a member it does well in that respect. */
export interface SignerFaults {
  /** Connections break before an answer. */
  readonly down?: boolean;
  /** Questions stay unanswered. */
  readonly silent?: boolean;
  /** Every question is answered with this status; the body repeats all that was sent. */
  readonly status?: number;
  /** Sent in place of every answer. */
  readonly body?: string;
  /** Signs with this key in place of the one that is named. */
  readonly otherKey?: Uint8Array;
  /** Of the two forms of a signature, gives the one that L1 refuses. */
  readonly highS?: boolean;
  /** Writes v as 0 or 1. */
  readonly bareParity?: boolean;
  /** How public keys are written; without a prefix by default. */
  readonly keyForm?: (coordinates: string) => string;
  /** Does well again after so many faulty answers. */
  readonly times?: number;
}

/** What a signer asks of its clients. */
export interface HttpSignerInit {
  /** The bearer token without which it answers 401. */
  readonly token?: string;
  /** Serves https with this certificate. With `clientCa` it takes clients whose certificate that has signed, and no others. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** A path before that of the API, as behind a proxy. */
  readonly path?: string;
}

/** A service that keeps keys and speaks Web3Signer's `eth1` API on a real port, and fails as a test wants. */
export class HttpSigner {
  readonly #keys: Map<string, Uint8Array>;
  readonly #init: HttpSignerInit;
  readonly #server: ReturnType<typeof createServer>;
  faults: SignerFaults = {};
  /** Questions that came in, as `POST /api/…`. */
  readonly questions: string[] = [];

  private constructor(keys: readonly Uint8Array[], init: HttpSignerInit) {
    this.#keys = new Map(keys.map((key) => [toHex(publicKeyOf(key)).slice(2), key]));
    this.#init = init;
    const { tls } = init;
    this.#server =
      tls === undefined
        ? createServer()
        : createTlsServer({
            cert: tls.cert,
            key: tls.key,
            ...(tls.clientCa === undefined
              ? {}
              : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
          });
  }

  /** @param keys - secret keys that it keeps. */
  static async start(keys: readonly Uint8Array[], init: HttpSignerInit = {}): Promise<HttpSigner> {
    const signer = new HttpSigner(keys, init);
    signer.#server.on("request", (request, response) => {
      signer.#handle(request, response).catch(() => response.destroy());
    });
    signer.#server.listen(0, "127.0.0.1");
    await once(signer.#server, "listening");
    return signer;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    const { tls, path = "" } = this.#init;
    return `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString();
    this.questions.push(`${request.method} ${request.url}`);
    const faults = this.#faultsNow();
    if (faults.silent === true) return;
    if (faults.down === true) {
      request.socket.destroy();
      return;
    }
    const { token, path = "" } = this.#init;
    if (faults.status !== undefined) {
      const seen = `${request.url} ${request.headers.authorization} ${sent}`;
      response.writeHead(faults.status, { location: "/elsewhere" }).end(`<html>${seen}</html>`);
    } else if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
    } else {
      const { status, body } = this.#answer(
        `${request.method} ${request.url?.slice(path.length)}`,
        sent,
        faults,
      );
      response.writeHead(status).end(faults.body ?? body);
    }
  }

  #answer(question: string, sent: string, faults: SignerFaults): { status: number; body: string } {
    const { keyForm = (coordinates: string) => `0x${coordinates}` } = faults;
    if (question === "GET /api/v1/eth1/publicKeys") {
      return { status: 200, body: JSON.stringify([...this.#keys.keys()].map(keyForm)) };
    }
    const [, identifier = ""] =
      /^POST \/api\/v1\/eth1\/sign\/(?:0x)?(?:04)?([0-9a-f]{128})$/i.exec(question) ?? [];
    const key = this.#keys.get(identifier.toLowerCase());
    if (key === undefined) return { status: 404, body: "" };
    const { data } = JSON.parse(sent) as { data: string };
    const signature = signRecoverable(keccak256(fromHex(data)), faults.otherKey ?? key);
    return { status: 200, body: toHex(written(signature, faults)) };
  }

  #faultsNow(): SignerFaults {
    const { faults } = this;
    if (faults.times === undefined) return faults;
    if (faults.times === 0) return {};
    this.faults = { ...faults, times: faults.times - 1 };
    return faults;
  }
}

function written(signature: Uint8Array, { highS, bareParity }: SignerFaults): Uint8Array {
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32, 64)];
  const parity = (signature[64]! - 27) ^ (highS === true ? 1 : 0);
  return concatBytes(
    r,
    highS === true ? toBytes(ORDER - toBigInt(s), 32) : s,
    Uint8Array.of(bareParity === true ? parity : 27 + parity),
  );
}
