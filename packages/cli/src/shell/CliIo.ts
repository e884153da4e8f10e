import { createInterface } from "node:readline/promises";
import { TrellisError } from "@trellis/protocol";

/** Where a command writes its output and asks its questions. */
export interface CliIo {
  /** Results. */
  out(text: string): void;
  /** Progress, questions and errors. */
  err(text: string): void;
  /**
   * Asks a person for a secret, without showing it.
   * @throws TRL-CLI-007 if there is no terminal to ask at.
   */
  askSecret(question: string): Promise<string>;
  /** Whether a person is there to answer {@link ask}. */
  readonly isInteractive: boolean;
  /** Asks a person, and shows what is typed. @throws TRL-CLI-007 if the question is not answered. */
  ask(question: string): Promise<string>;
}

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const BACKSPACES = new Set(["\u007f", "\b"]);

/** The terminal that this process runs in. */
export const processIo: CliIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  askSecret,
  get isInteractive() {
    return process.stdin.isTTY === true;
  },
  ask,
};

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  lines.once("close", () => gone.abort());
  lines.once("SIGINT", () => lines.close());
  try {
    return await lines.question(question, { signal: gone.signal });
  } catch {
    throw new TrellisError("TRL-CLI-007", "the question was not answered");
  } finally {
    lines.close();
  }
}

async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    throw new TrellisError(
      "TRL-CLI-007",
      "cannot ask for the password without a terminal; use --password-file",
    );
  }
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8").resume();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let typed = "";
  const onData = (text: string): void => {
    for (const key of text) {
      if (key === "\r" || key === "\n" || key === CTRL_D) resolve(typed);
      else if (key === CTRL_C) reject(new TrellisError("TRL-CLI-007", "no password was given"));
      else if (BACKSPACES.has(key)) typed = [...typed].slice(0, -1).join("");
      else typed += key;
    }
  };
  stdin.on("data", onData);
  try {
    return await promise;
  } finally {
    stdin.off("data", onData);
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}
