import * as fc from "fast-check";
import { expect, it } from "vitest";
import { codeOfFile, recordedFileName } from "./file-name.ts";

const anyCode = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.stringMatching(/^[A-Za-z0-9.:*~'_ -]{1,12}$/),
  fc.constantFrom("ACA:xpar", "CON", "nul.I", "COM1:x", ".hidden", "../../x", "a/b", "é"),
);

it("names a file that every file system takes, and reads the code back", () => {
  fc.assert(
    fc.property(anyCode, (code) => {
      const name = recordedFileName(code);
      expect(name).toMatch(/^[A-Za-z0-9_%-][A-Za-z0-9._%-]*\.csv$/);
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
      expect(codeOfFile(name)).toBe(code);
    }),
  );
});

it("leaves ordinary codes readable", () => {
  expect(recordedFileName("DAX.I")).toBe("DAX.I.csv");
  expect(recordedFileName("ACA:xpar")).toBe("ACA%3Axpar.csv");
});

it("knows what is no recording", () => {
  expect(codeOfFile("instruments.json")).toBeNull();
  expect(codeOfFile(".csv")).toBeNull();
  expect(codeOfFile("50%.csv")).toBeNull();
});
