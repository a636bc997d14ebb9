/** Names that Windows keeps for devices, whatever the extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(?=$|\.)/i;

/** The name of the file that records an instrument: its code and `.csv`. Everything but ASCII
 *  letters, digits, `.`, `_` and `-` is percent-encoded (`ACA:xpar` is `ACA%3Axpar.csv`), and so
 *  are a first dot and the first letter of a Windows device name: the name is allowed on every
 *  file system, and `codeOfFile` reads it back. */
export function recordedFileName(code: string): string {
  const safe = encodeURIComponent(code).replace(/[!'()*~]/g, percent);
  return `${safe.replace(/^\./, percent).replace(DEVICE_NAME, (name) => percent(name[0] ?? "") + name.slice(1))}.csv`;
}

/** The code that a file records; null when it is not the name of a recording. */
export function codeOfFile(fileName: string): string | null {
  if (!fileName.endsWith(".csv")) return null;
  try {
    return decodeURIComponent(fileName.slice(0, -".csv".length)) || null;
  } catch {
    return null;
  }
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
