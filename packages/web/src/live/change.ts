/** What tells an open page that it is old. `edit` comes from another tab of this browser. */
export type Change =
  | Readonly<{ kind: "orders"; ids: readonly string[] }>
  | Readonly<{ kind: "run" }>
  | Readonly<{ kind: "edit" }>
  /** Changes may have been missed: the connection is new. */
  | Readonly<{ kind: "opened" }>
  /** The server is there. */
  | Readonly<{ kind: "alive" }>;

/** The change that a Server-Sent Event of one machine reports; null for one that is unknown. */
export function changeOf(event: {
  readonly event?: string | undefined;
  readonly data: string;
}): Change | null {
  switch (event.event) {
    case "order":
      return { kind: "orders", ids: event.data.split(" ").filter(Boolean) };
    case "run":
      return { kind: "run" };
    case "alive":
      return { kind: "alive" };
    default:
      return null;
  }
}

/** The workflow of an order: order ids are `<workflow>.<tick>`. */
export function workflowOf(orderId: string): string {
  return orderId.slice(0, orderId.lastIndexOf("."));
}
