/** Looks each code up once, however many ask at the same time, and again after a failure. */
export function lookedUpOnce<T>(read: (code: string) => Promise<T>): (code: string) => Promise<T> {
  const found = new Map<string, Promise<T>>();
  return (code) => {
    const known = found.get(code);
    if (known !== undefined) return known;
    const reading = read(code);
    found.set(code, reading);
    reading.catch(() => found.delete(code));
    return reading;
  };
}
