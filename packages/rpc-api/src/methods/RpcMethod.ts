import type { z } from "zod";

/**
 * Parameters and result of a JSON-RPC method. A schema's input is the JSON form, its output the form for programs: servers decode
 * parameters and encode results, and clients do the reverse.
 */
export interface RpcMethod {
  /** Parameters by position. */
  readonly params: z.ZodType<readonly unknown[]>;
  readonly result: z.ZodType;
}

/** Methods by name. */
export type RpcTable = Readonly<Record<string, RpcMethod>>;

/** A method's parameters, as programs use them. */
export type ParamsOf<Method extends RpcMethod> = z.output<Method["params"]>;

/** A method's result, as programs use it. */
export type ResultOf<Method extends RpcMethod> = z.output<Method["result"]>;

/** A server's side of a table: one function for each method. */
export type RpcHandlers<Table extends RpcTable> = {
  readonly [Name in keyof Table]: (...params: ParamsOf<Table[Name]>) => Promise<ResultOf<Table[Name]>>;
};
