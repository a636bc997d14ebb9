/** Why a workflow of a file was refused. `workflow` is its name, or its number in the file.
 *  `format`: the reference refuses it too, because a field is missing or cannot be read.
 *  `domain`: the reference accepts it, but it could never work (docs/decisions/0103). */
export type ImportError = Readonly<{
  line: number;
  workflow: string | null;
  field: string;
  reason: string;
  kind: "format" | "domain";
}>;
