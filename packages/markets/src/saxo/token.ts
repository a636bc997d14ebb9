import { instantSchema } from "@bellwether/core/time";
import * as z from "zod";

/** A Saxo login: an access token valid for some minutes, and the refresh token that is exchanged
 *  for the next pair. A refresh token works once. */
export const saxoTokenSchema = z.object({
  access_token: z.string().min(1),
  access_expires_at: instantSchema,
  refresh_token: z.string().min(1),
  refresh_expires_at: instantSchema,
});
export type SaxoToken = Readonly<z.infer<typeof saxoTokenSchema>>;

/** Stores the login between runs. `read` resolves with null if there is no login. */
export type TokenStore = Readonly<{
  read: () => Promise<SaxoToken | null>;
  write: (token: SaxoToken) => Promise<void>;
}>;
