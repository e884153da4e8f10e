import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** One value in DER: a tag, its length, its content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const utcTime = (text: string): Buffer => der(0x17, Buffer.from(text));

const ECDSA_WITH_SHA256 = sequence(oid("2a8648ce3d040302"));
/** CN=trellis test */
const NAME = sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from("trellis test")))));
const YEARS = sequence(utcTime("200101000000Z"), utcTime("491231235959Z"));
/** basicConstraints: a certificate authority. subjectAltName: IP 127.0.0.1. */
const EXTENSIONS = der(
  0xa3,
  sequence(
    sequence(
      oid("551d13"),
      der(0x01, Uint8Array.of(0xff)),
      der(0x04, sequence(der(0x01, Uint8Array.of(0xff)))),
    ),
    sequence(oid("551d11"), der(0x04, sequence(der(0x87, Uint8Array.of(127, 0, 0, 1))))),
  ),
);

/** A fresh key and its own certificate (X.509, version 3) for 127.0.0.1, both in PEM. For tests of TLS. */
export function selfSignedCertificate(): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const serial = der(0x02, Uint8Array.of(1), randomBytes(8));
  const body = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    serial,
    ECDSA_WITH_SHA256,
    NAME,
    YEARS,
    NAME,
    publicKey.export({ type: "spki", format: "der" }),
    EXTENSIONS,
  );
  const signature = sign("sha256", body, privateKey);
  const whole = sequence(body, ECDSA_WITH_SHA256, der(0x03, Uint8Array.of(0), signature));
  const lines = whole
    .toString("base64")
    .match(/.{1,64}/g)!
    .join("\n");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}
