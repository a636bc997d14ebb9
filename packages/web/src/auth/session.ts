/** How the page identifies itself to the API. */
export type Session = Readonly<{
  /** Where the API's paths begin. */
  apiBase: string;
  /** What goes behind `Bearer`; null when there is none to send. */
  credential: () => Promise<string | null>;
  /** The API did not accept the credential. */
  refused: () => void;
  /** Whether the server sends events: one machine does, API Gateway keeps no connection open. */
  hasEvents: boolean;
  /** Null where there is nothing to sign out of. */
  signOut: (() => Promise<void>) | null;
}>;
