/** A text without differences of case or of Unicode's compatible forms. */
export function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** The words of a search, folded. They match in any order. */
export function searchWords(query: string | undefined): readonly string[] {
  return folded(query ?? "")
    .split(/\s+/)
    .filter(Boolean);
}
