/** Events that make an open page's data stale. `edit` comes from another tab of this browser. */
export type Change =
  | Readonly<{ kind: "orders"; ids: readonly string[] }>
  | Readonly<{ kind: "run" }>
  | Readonly<{ kind: "edit" }>
  /** A new connection: changes may have been missed. */
  | Readonly<{ kind: "opened" }>
  /** A heartbeat. */
  | Readonly<{ kind: "alive" }>;

/** The change in a Server-Sent Event of one machine; null for an unknown event. */
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
