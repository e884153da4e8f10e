import { TrellisError } from "@trellis/protocol";

/** What stands in texts where a secret stood. */
const REDACTED = "<redacted>";
/** A shorter part of a URL's path is a word of the provider's, like `v3`, and no key. */
const MIN_SECRET = 8;

/**
 * The URL of an L1 provider, or of a signer. Providers put the customer's key into it. So only {@link reveal} gives the URL, for the request itself;
 * in texts, JSON and logs there is the {@link label}.
 */
export class L1Url {
  readonly #href: string;
  readonly #secrets: readonly string[];
  /** Protocol and host, for people. */
  readonly label: string;

  /**
   * @param where - what names the URL, for the message.
   * @throws TRL-L1-047 if it is no http or https URL. The message does not show it.
   */
  constructor(url: string, where = "l1.rpcUrl or --rpc") {
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
      throw new TrellisError("TRL-L1-047", `an L1 URL is not an http or https URL; correct ${where}`);
    }
    this.#href = parsed.href;
    this.label = `${parsed.protocol}//${parsed.host}`;
    this.#secrets = secretsOf(url, parsed);
  }

  /** The URL with its key. Only the code that sends the request may ask for it. */
  reveal(): string {
    return this.#href;
  }

  /** A text in which nothing of the URL but its host is left. */
  redact(text: string): string {
    return this.#secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), text);
  }

  toString(): string {
    return this.label;
  }

  toJSON(): string {
    return this.label;
  }
}

/** The parts of a URL that may be a key, as they are and as they are written in URLs, the longest first. */
function secretsOf(
  url: string,
  { href, pathname, search, username, password, searchParams, hash }: URL,
): string[] {
  const parts = [...pathname.split("/"), ...searchParams.values(), hash.slice(1)].filter(
    (part) => part.length >= MIN_SECRET,
  );
  const whole =
    pathname === "/" && search === "" ? [] : [url, href, `${pathname}${search}`, pathname, search];
  const secrets = [...whole, ...parts, username, password].filter((part) => part.length > 1);
  return [...new Set(secrets.flatMap((part) => [part, plain(part)]))].sort((a, b) => b.length - a.length);
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
