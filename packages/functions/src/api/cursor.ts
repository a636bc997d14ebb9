import * as z from "zod";

/** The position at which a page ended, opaque to the client: base64url of JSON. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** Reads a cursor of `encodeCursor`; any other text is refused with an error that names the field. */
export function cursorSchema<Position>(position: z.ZodType<Position>) {
  return z.string().transform((text, context): Position => {
    const parsed = position.safeParse(decoded(text));
    if (parsed.success && encodeCursor(parsed.data) === text) return parsed.data;
    context.addIssue({ code: "custom", message: "is not a cursor of this list" });
    return z.NEVER;
  });
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
