import { Component, type ReactNode } from "react";

interface State {
  readonly error: Error | undefined;
}

/** Shows a failure of the page instead of nothing. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div role="alert" className="problem">
        <h1>This page failed</h1>
        <p>{error.message}</p>
        <p>Load it again. If it fails again, please report it with this message.</p>
      </div>
    );
  }
}
