import type { Libp2p } from "libp2p";

type ComponentLogger = Libp2p["logger"];
type Logger = ReturnType<ComponentLogger["forComponent"]>;

const nothing = (): void => {};

const silent: Logger = Object.assign(nothing, {
  error: nothing,
  trace: nothing,
  enabled: false,
  newScope: (): Logger => silent,
});

/**
 * A logger that says nothing. libp2p's own one makes several scopes for each stream, whether anyone reads them or not, and prints addresses of peers
 * if an environment variable says so.
 */
export const SILENT_LOGGER: ComponentLogger = { forComponent: () => silent };
