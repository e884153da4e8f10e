import type { Role } from "../roles/Role.ts";

/** For tests only. A role that never acts. */
export class SilentRole implements Role {
  readonly #honest: Role;

  constructor(honest: Role) {
    this.#honest = honest;
  }

  update(): void {}

  async stop(): Promise<void> {
    await this.#honest.stop();
  }
}
