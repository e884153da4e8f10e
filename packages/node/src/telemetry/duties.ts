/** The first words of tasks' keys, and the duties that they are. */
const TASKS: Readonly<Record<string, string>> = {
  propose: "propose",
  commit: "commit",
  reveal: "reveal",
  publish: "publishData",
  vote: "vote",
  claim: "startClaim",
  send: "sendProof",
};

/** The duty of a task, as metrics name it. @param key - of a role's task: a word, and what it is about. */
export function dutyOf(key: string): string {
  return TASKS[key.split(" ", 1)[0]!] ?? "prove";
}
