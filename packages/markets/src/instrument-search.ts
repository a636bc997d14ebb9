import { type Instrument, MarketError } from "@bellwether/core/market";

type Named = Pick<Instrument, "code" | "name">;

/** The entries whose code or name contains a text, the best `limit` first. Accents and case do not
 *  matter. */
export function bestMatches<Entry extends Named>(
  entries: Iterable<Entry>,
  { text, limit }: { readonly text: string; readonly limit: number },
): readonly Entry[] {
  return byRank(
    [...entries].filter((entry) => rankOf(entry, text) < NO_MATCH),
    text,
  ).slice(0, limit);
}

/** The exact code first, then codes that begin with the text, names that do, and the others. */
export function byRank<Entry extends Named>(entries: readonly Entry[], text: string): Entry[] {
  return entries.toSorted(
    (one, other) =>
      rankOf(one, text) - rankOf(other, text) ||
      one.code.length - other.code.length ||
      (one.code < other.code ? -1 : 1),
  );
}

const NO_MATCH = 4;

function rankOf({ code, name }: Named, text: string): number {
  const [foldedCode, foldedName, wanted] = [folded(code), folded(name), folded(text)];
  if (foldedCode === wanted) return 0;
  if (foldedCode.startsWith(wanted)) return 1;
  if (foldedName.startsWith(wanted)) return 2;
  return foldedCode.includes(wanted) || foldedName.includes(wanted) ? 3 : NO_MATCH;
}

function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** The description of each code, without those that the market then does not know after all, such
 *  as a symbol that it has twice. */
export async function described(
  codes: readonly string[],
  find: (code: string) => Promise<Instrument>,
): Promise<readonly Instrument[]> {
  const found = await Promise.all(
    codes.map((code) =>
      find(code).catch((error: unknown) => {
        if (error instanceof MarketError && error.code === "unknown-instrument") return null;
        throw error;
      }),
    ),
  );
  return found.filter((instrument) => instrument !== null);
}
