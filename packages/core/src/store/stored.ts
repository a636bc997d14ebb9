/** A stored item that does not parse is shown as broken; it never takes a list or a run down. */
export type Stored<T> =
  | { readonly kind: "valid"; readonly value: T }
  | {
      readonly kind: "broken";
      readonly id: string;
      readonly name: string;
      /** One sentence a problem: the field and the reason. */
      readonly problems: readonly string[];
      /** The item itself, for what can still be shown of it. */
      readonly item?: unknown;
    };
