import { instantSchema } from "@bellwether/core/time";
import * as z from "zod";

/** A login at Saxo: an access token of some minutes, and the refresh token that brings the next
 *  pair. A refresh token works once. */
export const saxoTokenSchema = z.object({
  access_token: z.string().min(1),
  access_expires_at: instantSchema,
  refresh_token: z.string().min(1),
  refresh_expires_at: instantSchema,
});
export type SaxoToken = Readonly<z.infer<typeof saxoTokenSchema>>;

/** Where the login is kept between runs. `read` resolves with null when nobody has logged in. */
export type TokenStore = Readonly<{
  read: () => Promise<SaxoToken | null>;
  write: (token: SaxoToken) => Promise<void>;
}>;
