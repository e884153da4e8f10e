export const bytecode =
  "0x00" as const;
