/** Codes of JSON-RPC 2.0 errors. */
export const rpcErrorCode = {
  /** The body is not valid JSON. */
  parse: -32_700,
  /** The JSON is not a request. */
  request: -32_600,
  /** No such method. */
  method: -32_601,
  /** The parameters do not fit the method. */
  params: -32_602,
  /** The node failed. */
  internal: -32_603,
  /** The node refuses: `data.code` is the code of a TrellisError. */
  trellis: -32_000,
} as const;
