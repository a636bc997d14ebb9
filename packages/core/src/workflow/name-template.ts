/** The words in braces that a name template may hold. */
const PLACE = /\{(index|cfd)\}/g;

/** Whether a name differs from instrument to instrument. */
export function namesInstrument(template: string): boolean {
  return template.search(PLACE) !== -1;
}

/** The name of one workflow made from a rule for many instruments: `{index} under MA50` becomes
 *  `DAX.I under MA50`. Braces around anything else stay as they are. */
export function nameFor(
  template: string,
  instrument: Readonly<{ index: string; cfd: string }>,
): string {
  return template.replaceAll(PLACE, (_, word: "index" | "cfd") => instrument[word]);
}
