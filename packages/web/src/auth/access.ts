/** How the page identifies itself to the API. */
export type Access = Readonly<{
  /** Base URL of the API. */
  apiBase: string;
  /** The bearer token; null if there is none. */
  credential: () => Promise<string | null>;
  /** Called when the API rejects the credential. */
  refused: () => void;
  /** Whether the server sends events: one machine does; API Gateway cannot keep a connection
   *  open. */
  hasEvents: boolean;
  /** Null if there is nothing to sign out of. */
  signOut: (() => Promise<void>) | null;
}>;
