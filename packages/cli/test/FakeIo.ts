import { TrellisError } from "@trellis/protocol";
import type { CliIo } from "../src/shell/CliIo.ts";

/** A terminal for tests: keeps what is written, and answers questions in order. */
export class FakeIo implements CliIo {
  written = "";
  complained = "";
  readonly asked: string[] = [];
  readonly #answers: string[];

  constructor(...answers: string[]) {
    this.#answers = answers;
  }

  out(text: string): void {
    this.written += text;
  }

  err(text: string): void {
    this.complained += text;
  }

  isInteractive = false;

  async ask(question: string): Promise<string> {
    return this.askSecret(question);
  }

  async askSecret(question: string): Promise<string> {
    this.asked.push(question);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new TrellisError("TRL-CLI-007", "nobody is there");
    return answer;
  }
}
