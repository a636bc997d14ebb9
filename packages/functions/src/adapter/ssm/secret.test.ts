import { describe, expect, it } from "vitest";
import { keptSecret, readSecret, withSecret } from "./secret.ts";

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
  return { secret: keptSecret(() => readSecret(store, "/a")), asked };
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

  it("that is missing is named", async () => {
    await expect(parameter().secret.read()).rejects.toThrow(
      "/a: there is none: set the secret and deploy again",
    );
  });

  it("that was rotated works without a deployment, after one more read", async () => {
    const { secret, asked } = parameter("one", "two");
    const { use, tried } = serviceThatAccepts("two");
    expect(await withSecret(secret, use, isRefusal)).toBe("done");
    expect(await withSecret(secret, use, isRefusal)).toBe("done");
    expect(tried).toEqual(["one", "two", "two"]);
    expect(asked.count).toBe(2);
  });

  it("that was rotated is read once by all who met the refusal at the same time", async () => {
    const { secret, asked } = parameter("one", "two", "three");
    const { use } = serviceThatAccepts("two");
    const all = Array.from({ length: 5 }, () => withSecret(secret, use, isRefusal));
    expect(new Set(await Promise.all(all))).toEqual(new Set(["done"]));
    expect(asked.count).toBe(2);
  });

  it("that is refused and unchanged is not tried a second time", async () => {
    const { secret, asked } = parameter("one", "one");
    const { use, tried } = serviceThatAccepts("two");
    await expect(withSecret(secret, use, isRefusal)).rejects.toThrow("one is revoked");
    expect(tried).toEqual(["one"]);
    expect(asked.count).toBe(2);
  });

  it("is not read again for an error that has nothing to do with it", async () => {
    const { secret, asked } = parameter("one", "two");
    const use = () => Promise.reject(new Error("busy"));
    await expect(withSecret(secret, use, isRefusal)).rejects.toThrow("busy");
    expect(asked.count).toBe(1);
  });
});
