export type Deferred<T> = Readonly<{ promise: Promise<T>; resolve: (value: T) => void }>;

/** A promise, and what settles it. */
export function deferred<T>(): Deferred<T> {
  let settle: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle?.(value) };
}
