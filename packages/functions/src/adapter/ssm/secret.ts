import { isDeepStrictEqual } from "node:util";
import { type ParameterStore, ParameterStoreError } from "./parameter-store.ts";

/** A secret that is read at its first use and cached. A failed read is repeated at the next use. */
export type Secret<Value> = Readonly<{
  read: () => Promise<Value>;
  /** Reads again, unless another caller has done so since `refused` was read. */
  reread: (refused: Value) => Promise<Value>;
}>;

/** Caches what `fetchValue` resolves with; rejects as it does. */
export function cachedSecret<Value>(fetchValue: () => Promise<Value>): Secret<Value> {
  let cached: Promise<Value> | undefined;
  const read = (): Promise<Value> => {
    cached ??= fetchValue().catch((error: unknown) => {
      cached = undefined;
      throw error;
    });
    return cached;
  };
  return {
    read,
    reread: async (refused) => {
      const before = cached;
      if (before !== undefined) {
        const isRefused = isDeepStrictEqual(await before, refused);
        if (isRefused && cached === before) cached = undefined;
      }
      return read();
    },
  };
}

/** The value of a parameter. Rejects with `ParameterStoreError`, also when there is none. */
export async function readSecret(
  store: Pick<ParameterStore, "get">,
  name: string,
): Promise<string> {
  const value = await store.get(name);
  if (value === null) {
    throw new ParameterStoreError(name, "it is not set: set the secret and deploy again");
  }
  return value;
}

/** Uses a secret that may have been rotated since it was read. An error that `isRefusal` attributes to
 *  the secret is final only if the store still holds the same value. */
export async function withSecret<Value, Result>(
  secret: Secret<Value>,
  use: (value: Value) => Promise<Result>,
  isRefusal: (error: unknown) => boolean,
): Promise<Result> {
  const value = await secret.read();
  try {
    return await use(value);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const current = await secret.reread(value);
    if (isDeepStrictEqual(current, value)) throw error;
    return use(current);
  }
}
