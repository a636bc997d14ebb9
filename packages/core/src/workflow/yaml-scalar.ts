/** A plain scalar as YAML 1.1 types it. A date is kept apart: it is no text, and no number either. */
export type YamlScalar = string | number | boolean | null | YamlDate;
export type YamlDate = { readonly date: string };

const BOOLEAN = /^(?:yes|no|true|false|on|off)$/;
const FLOAT =
  /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** Types a plain (unquoted) scalar as PyYAML does, which reads the files traders have: yes, no, on
 *  and off are booleans and y and n are not, 010 is 8, 1:30 is 90, 1e3 is text, and an unquoted
 *  2024-04-01 is a date. Source: the implicit resolvers of PyYAML 6 for YAML 1.1. */
export function plainScalar(text: string): YamlScalar {
  if (isSpelling(text) && BOOLEAN.test(text.toLowerCase())) {
    return ["yes", "true", "on"].includes(text.toLowerCase());
  }
  if (FLOAT.test(text)) return floatOf(text);
  if (INTEGER.test(text)) return integerOf(text);
  if (NULL.test(text)) return null;
  if (TIMESTAMP.test(text)) return { date: text };
  return text;
}

/** yes, Yes and YES, but not yEs. */
function isSpelling(text: string): boolean {
  const lower = text.toLowerCase();
  const capital = lower.charAt(0).toUpperCase() + lower.slice(1);
  return text === lower || text === capital || text === lower.toUpperCase();
}

function unsigned(text: string): { readonly sign: 1 | -1; readonly digits: string } {
  const bare = text.replaceAll("_", "");
  const sign = bare.startsWith("-") ? -1 : 1;
  return { sign, digits: /^[-+]/.test(bare) ? bare.slice(1) : bare };
}

function floatOf(text: string): number {
  const { sign, digits } = unsigned(text.toLowerCase());
  if (digits === ".inf") return sign * Number.POSITIVE_INFINITY;
  if (digits === ".nan") return Number.NaN;
  return sign * (digits.includes(":") ? sexagesimal(digits) : Number(digits));
}

function integerOf(text: string): number {
  const { sign, digits } = unsigned(text);
  if (digits.includes(":")) return sign * sexagesimal(digits);
  const isOctal = /^0[0-7]/.test(digits);
  return sign * (isOctal ? Number.parseInt(digits, 8) : Number(digits));
}

/** 12:30:45 is 45045: digits to the base of 60. */
function sexagesimal(digits: string): number {
  return digits.split(":").reduce((value, part) => value * 60 + Number(part), 0);
}

const PYTHON_FLOAT =
  /^[-+]?(?:(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*|\d+(?:_\d+)*\.?)(?:e[-+]?\d+(?:_\d+)*)?$/;

/** The number a value stands for, as Python's `float()` reads it: text may be a number, true is 1.
 *  Null when it stands for none. */
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
