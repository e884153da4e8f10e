/** What a step took, as the collector of traces gets it. */
export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly attributes: SpanAttributes;
  /** Why the step did not succeed. */
  readonly fault?: string;
}

export type SpanAttributes = Readonly<Record<string, string | number | bigint | boolean>>;
