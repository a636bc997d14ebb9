/** Device names that Windows reserves, with any extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(?=$|\.)/i;

/** The file name of an instrument's recording: its code and `.csv`. All characters except ASCII
 *  letters, digits, `.`, `_` and `-` are percent-encoded (`ACA:xpar` is `ACA%3Axpar.csv`). So are a
 *  leading dot and the first letter of a Windows device name. The name is valid on every file
 *  system, and `codeOfFile` reverses it. */
export function recordedFileName(code: string): string {
  const safe = encodeURIComponent(code).replace(/[!'()*~]/g, percent);
  return `${safe.replace(/^\./, percent).replace(DEVICE_NAME, (name) => percent(name[0] ?? "") + name.slice(1))}.csv`;
}

/** The code of a recording's file name; null if it is not the name of a recording. */
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
