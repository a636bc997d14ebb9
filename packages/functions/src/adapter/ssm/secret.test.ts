import { describe, expect, it } from "vitest";
import { cachedSecret, readSecret, withSecret } from "./secret.ts";

/** A parameter that has these values one after the other, then none; `null` is a failed read. */
function parameter(...values: (string | null)[]) {
  const asked = { count: 0 };
  const store = {
    get: async () => {
      asked.count += 1;
      const value = values.shift();
      if (value === null) throw new Error("no answer");
      return value ?? null;
    },
  };
  return { secret: cachedSecret(() => readSecret(store, "/a")), asked };
}

class Refused extends Error {}
const isRefusal = (error: unknown) => error instanceof Refused;

/** A service that accepts one token. */
function serviceThatAccepts(accepted: string) {
  const tried: string[] = [];
  const use = async (token: string) => {
    tried.push(token);
    if (token !== accepted) throw new Refused(`${token} is revoked`);
    return "done";
  };
  return { use, tried };
}

describe("a secret", () => {
  it("is read once", async () => {
    const { secret, asked } = parameter("one", "two");
    expect(await Promise.all([secret.read(), secret.read()])).toEqual(["one", "one"]);
    expect(await secret.read()).toBe("one");
    expect(asked.count).toBe(1);
  });

  it("is read again after a failure", async () => {
    const { secret } = parameter(null, "one");
    await expect(secret.read()).rejects.toThrow("no answer");
    expect(await secret.read()).toBe("one");
  });

  it("is named when it is missing", async () => {
    await expect(parameter().secret.read()).rejects.toThrow(
      "/a: it is not set: set the secret and deploy again",
    );
  });

  it("works without a deployment after a rotation, with one more read", async () => {
    const { secret, asked } = parameter("one", "two");
    const { use, tried } = serviceThatAccepts("two");
    expect(await withSecret(secret, use, isRefusal)).toBe("done");
    expect(await withSecret(secret, use, isRefusal)).toBe("done");
    expect(tried).toEqual(["one", "two", "two"]);
    expect(asked.count).toBe(2);
  });

  it("is read once more for all calls that were rejected at the same time", async () => {
    const { secret, asked } = parameter("one", "two", "three");
    const { use } = serviceThatAccepts("two");
    const all = Array.from({ length: 5 }, () => withSecret(secret, use, isRefusal));
    expect(new Set(await Promise.all(all))).toEqual(new Set(["done"]));
    expect(asked.count).toBe(2);
  });

  it("is not tried again when it is rejected and unchanged", async () => {
    const { secret, asked } = parameter("one", "one");
    const { use, tried } = serviceThatAccepts("two");
    await expect(withSecret(secret, use, isRefusal)).rejects.toThrow("one is revoked");
    expect(tried).toEqual(["one"]);
    expect(asked.count).toBe(2);
  });

  it("is not read again after an unrelated error", async () => {
    const { secret, asked } = parameter("one", "two");
    const use = () => Promise.reject(new Error("busy"));
    await expect(withSecret(secret, use, isRefusal)).rejects.toThrow("busy");
    expect(asked.count).toBe(1);
  });
});
