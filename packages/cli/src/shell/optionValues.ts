import { MAX_WALLET_INDEX } from "@trellis/client";
import { type Asset, TrellisError } from "@trellis/protocol";
import { z } from "zod";

const DECIMALS = 18;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const MAX_DURATION_MS = 86_400_000;

/** Schemas of option values. Commander passes strings; these schemas parse them. */
export const optionValues = {
  url: z.url({ protocol: /^https?$/, error: "expected an http or https URL" }),
  file: z.string().min(1, "expected the name of a file"),
  address: hex(40),
  hash: hex(64),
  /** Smallest units: `1.5` tokens of 18 decimals, or `1500wei`. */
  amount: z
    .string()
    .regex(
      /^([0-9]{1,30}(\.[0-9]{1,18})?|[0-9]{1,48}wei)$/,
      "expected tokens, as 1.5, or smallest units, as 1500wei",
    )
    .transform(parseAmount),
  seat: whole(2_047),
  account: whole(2 ** 20 - 1),
  asset: z
    .enum(["0", "1"], "expected 0 (native) or 1 (second asset)")
    .transform((value): Asset => (value === "0" ? 0 : 1)),
  flag: z.boolean().default(false),
  /** Index of an account of a wallet. */
  walletIndex: whole(MAX_WALLET_INDEX),
  /** A time as `90s`, `2m` or `1h`, in milliseconds. */
  duration: z
    .string()
    .regex(/^[1-9][0-9]{0,4}[smh]$/, "expected a time, as 90s, 2m or 1h")
    .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.at(-1) as keyof typeof UNIT_MS])
    .refine((milliseconds) => milliseconds <= MAX_DURATION_MS, "must be at most 24h"),
  /** Per cent with two decimals, as 1/10,000. */
  percent: z
    .string()
    .regex(/^[0-9]{1,3}(\.[0-9]{1,2})?$/, "expected per cent with at most two decimals, as 0.5")
    .transform((value) => Math.round(Number(value) * 100))
    .refine((value) => value <= 10_000, "must be at most 100"),
  whole,
} as const;

/** Accepts upper case and returns lower case, so that equal addresses and hashes are equal strings. */
function hex(digits: number) {
  return z
    .string()
    .toLowerCase()
    .regex(new RegExp(`^0x[0-9a-f]{${digits}}$`), `expected 0x and ${digits} hexadecimal digits`)
    .transform((value) => value as `0x${string}`);
}

function whole(max: number) {
  return z
    .string()
    .regex(/^[0-9]{1,16}$/, "expected a whole number")
    .transform(Number)
    .refine((value) => value <= max, `must be at most ${max}`);
}

function parseAmount(text: string): bigint {
  if (text.endsWith("wei")) return BigInt(text.slice(0, -3));
  const [units = "", fraction = ""] = text.split(".");
  return BigInt(units + fraction.padEnd(DECIMALS, "0"));
}

/**
 * Checks a command's options.
 * @throws TRL-CLI-004 naming every wrong one.
 */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TrellisError("TRL-CLI-004", flagFaults(parsed.error));
}

/** Each wrong flag and its fault. */
export function flagFaults(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => {
      const flag = String(path[0] ?? "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return flag === "" ? message : `--${flag}: ${message}`;
    })
    .join("; ");
}
