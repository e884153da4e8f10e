/** Bytes of a request of `snapshot/1`: a SHA-256. */
export const REQUEST_BYTES = 32;

/** The request for the manifest, in hexadecimal. No chunk has this hash. */
export const MANIFEST_REQUEST: `0x${string}` = `0x${"0".repeat(2 * REQUEST_BYTES)}`;
