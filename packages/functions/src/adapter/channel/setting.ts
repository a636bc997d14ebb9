import * as z from "zod";

/** An address without credentials, which would show in messages. */
export const urlSchema = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true })
  .refine((value) => {
    const { username, password } = new URL(value);
    return username === "" && password === "";
  }, "must not hold a user name or a password");
