import { API_BASE } from "@bellwether/core/api";
import * as z from "zod";

const signInConfigSchema = z.object({
  /** The OpenID Connect issuer, which serves `/.well-known/openid-configuration`. */
  issuer: z.url(),
  client_id: z.string().min(1),
  /** Base URL of the API; absent if it is on the page's origin. */
  api_base: z.string().default(API_BASE),
  scope: z.string().default("openid"),
});
export type SignInConfig = Readonly<z.infer<typeof signInConfigSchema>>;

/** Reads `/config.json` beside the page; null if it does not exist, as on one machine.
 *  Throws if it cannot be read: the page must not fall back to no sign-in. */
export async function readSignInConfig(): Promise<SignInConfig | null> {
  const response = await fetch("/config.json");
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  if (!response.ok || !isJson) return null;
  const parsed = signInConfigSchema.safeParse(await response.json());
  if (!parsed.success) throw new Error("The sign-in configuration (/config.json) cannot be read");
  return parsed.data;
}
