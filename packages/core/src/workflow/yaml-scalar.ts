/** The value of a scalar in YAML 1.1. A date is neither text nor a number. */
export type YamlScalar = string | number | boolean | null | YamlDate;
export type YamlDate = { readonly date: string };

/** Plain scalars that PyYAML does not read as text. The library's YAML 1.1 schema also reads `y` and
 *  `n` as booleans, `08`, `1e3` and `e5` as numbers, and `2024-4-1` as a date.
 *  Source: the implicit resolvers of PyYAML 6. */
const TYPED = new RegExp(
  `^(?:${[
    "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
    "~|null|Null|NULL|",
    "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\\d_]*)|[-+]?0x[\\da-fA-F_]+",
    "[-+]?[1-9][\\d_]*(?::[0-5]?\\d)+|[-+]?\\d[\\d_]*(?::[0-5]?\\d)+\\.[\\d_]*",
    "(?:[-+]?\\d[\\d_]*\\.[\\d_]*|\\.\\d[\\d_]*)(?:[eE][-+]\\d+)?",
    "[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
    "\\d{4}-\\d\\d-\\d\\d|\\d{4}-\\d\\d?-\\d\\d?(?:[Tt]|[ \\t]+)\\d\\d?:\\d\\d:\\d\\d.*",
  ].join("|")})$`,
);

/** The value of a plain scalar: the one that the library `resolved`, unless PyYAML, for which
 *  traders' files are written, reads it as text. */
export function plainScalar(source: string, resolved: unknown): YamlScalar {
  if (!TYPED.test(source)) return source;
  if (resolved instanceof Date) return { date: source };
  if (resolved === null || typeof resolved === "number" || typeof resolved === "boolean") {
    return resolved;
  }
  return source;
}

/** Whether a number is written in decimal digits, as everybody reads it. In YAML 1.1 `010` is 8, `0x10`
 *  is 16, and `12:30` is 750. */
export function isPlainDecimal(written: string): boolean {
  const text = written.trim();
  return /^[-+]?[\d_]*\.?[\d_]*(?:e[-+]?\d+)?$/i.test(text) && !/^[-+]?0[\d_]+$/.test(text);
}

const PYTHON_FLOAT =
  /^[-+]?(?:(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*|\d+(?:_\d+)*\.?)(?:e[-+]?\d+(?:_\d+)*)?$/;

/** The number that Python's `float()` makes of a value: also of text, and 1 of true. Null if it
 *  raises an error. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return null;
  const text = value.trim().toLowerCase();
  const special = /^([-+]?)(?:(inf|infinity)|nan)$/.exec(text);
  if (special !== null) {
    if (special[2] === undefined) return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return PYTHON_FLOAT.test(text) ? Number(text.replaceAll("_", "")) : null;
}
