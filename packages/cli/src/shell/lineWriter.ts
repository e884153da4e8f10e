import type { Writable } from "node:stream";

/**
 * Writes lines that come in one turn of the event loop at once. A pipe takes each write before the next instruction runs, which costs half a
 * millisecond on a busy machine, and a node with many seats reports hundreds of events in one turn. Nothing is lost when the process ends.
 */
export function lineWriter(stream: Writable): (line: string) => void {
  let lines = "";
  const flush = (): void => {
    if (lines === "") return;
    const text = lines;
    lines = "";
    stream.write(text);
  };
  process.once("exit", flush);
  return (line) => {
    if (lines === "") setImmediate(flush);
    lines += `${line}\n`;
  };
}
