import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";

describe("the public URL", () => {
  it.each(["https://bell.example", "https://bell.example/", "http://bell.lan:8080"])(
    "is an origin: %s",
    (value) => {
      expect(readEnvironment({ BELLWETHER_PUBLIC_URL: value }).BELLWETHER_PUBLIC_URL).toBe(value);
    },
  );

  it.each(["https://bell.example/path", "https://bell.example/?a=1", "bell.example", "ftp://bell"])(
    "is rejected with its name and the reason: %s",
    (value) => {
      expect(() => readEnvironment({ BELLWETHER_PUBLIC_URL: value })).toThrow(
        /BELLWETHER_PUBLIC_URL must be an? (origin|http)/,
      );
    },
  );
});

describe("the port", () => {
  it.each(["4280", " 4280 "])("is a whole number: %j", (value) => {
    expect(readEnvironment({ PORT: value }).PORT).toBe(4_280);
  });

  it.each(["0x10", "1e3", "80.0", "-1", "65536", "4 280"])("is not %j", (value) => {
    expect(() => readEnvironment({ PORT: value })).toThrow(/PORT must be (a whole|between)/);
  });
});
