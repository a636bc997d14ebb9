import { API_BASE } from "@bellwether/core/api";
import * as z from "zod";

const signInConfigSchema = z.object({
  /** The OpenID Connect issuer: an address that serves `/.well-known/openid-configuration`. */
  issuer: z.url(),
  client_id: z.string().min(1),
  /** Where the API's paths begin; absent when it is beside the page. */
  api_base: z.string().default(API_BASE),
  scope: z.string().default("openid"),
});
export type SignInConfig = Readonly<z.infer<typeof signInConfigSchema>>;

/** What `/config.json` beside the page says; null where there is none, as on one machine.
 *  Throws when there is one that cannot be read: the page must not fall back to no sign-in. */
export async function readSignInConfig(): Promise<SignInConfig | null> {
  const response = await fetch("/config.json");
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  if (!response.ok || !isJson) return null;
  const parsed = signInConfigSchema.safeParse(await response.json());
  if (!parsed.success) throw new Error("The sign-in configuration (/config.json) cannot be read");
  return parsed.data;
}
