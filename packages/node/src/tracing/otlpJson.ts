import type { Span, SpanAttributes } from "./Span.ts";

/** Codes of OpenTelemetry: a span within a process, and a status. */
const INTERNAL = 1;
const STATUS_ERROR = 2;

/**
 * A request of OTLP over HTTP in JSON, opentelemetry-proto 1.x: ids in hexadecimal, 64-bit numbers as decimal text.
 * @param resource - whose spans they are.
 */
export function otlpJson(spans: readonly Span[], resource: SpanAttributes): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [{ scope: { name: "trellis" }, spans: spans.map(jsonOf) }],
      },
    ],
  });
}

function jsonOf({ traceId, spanId, parentSpanId, name, start, end, attributes, fault }: Span): object {
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: INTERNAL,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: keyValues(
      Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`trellis.${key}`, value])),
    ),
    ...(fault === undefined ? {} : { status: { code: STATUS_ERROR, message: fault } }),
  };
}

const keyValues = (attributes: SpanAttributes): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: SpanAttributes[string]): object {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "string") return { stringValue: value };
  return Number.isInteger(value) || typeof value === "bigint"
    ? { intValue: String(value) }
    : { doubleValue: value };
}

/** Whole microseconds are all that a clock of milliseconds can tell. */
const nanoseconds = (milliseconds: number): string =>
  String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n);
