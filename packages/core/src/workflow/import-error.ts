import * as z from "zod";

/** Why a workflow of a file was refused. `workflow` is its name, or its number in the file.
 *  `format`: the reference refuses it too, because a field is missing or cannot be read.
 *  `domain`: the reference accepts it, but it could never work (docs/decisions/0103). */
const importErrorSchema = z.object({
  line: z.int().positive(),
  workflow: z.string().nullable(),
  field: z.string(),
  reason: z.string(),
  kind: z.enum(["format", "domain"]),
});
export type ImportError = Readonly<z.infer<typeof importErrorSchema>>;
