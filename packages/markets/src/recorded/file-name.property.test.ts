import * as fc from "fast-check";
import { expect, it } from "vitest";
import { codeOfFile, recordedFileName } from "./file-name.ts";

const anyCode = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.stringMatching(/^[A-Za-z0-9.:*~'_ -]{1,12}$/),
  fc.constantFrom("ACA:xpar", "CON", "nul.I", "COM1:x", ".hidden", "../../x", "a/b", "é"),
);

it("the file name of a code is valid on every file system and decodes to the code", () => {
  fc.assert(
    fc.property(anyCode, (code) => {
      const name = recordedFileName(code);
      expect(name).toMatch(/^[A-Za-z0-9_%-][A-Za-z0-9._%-]*\.csv$/);
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
      expect(codeOfFile(name)).toBe(code);
    }),
  );
});

it("the file name of an ordinary code is readable", () => {
  expect(recordedFileName("DAX.I")).toBe("DAX.I.csv");
  expect(recordedFileName("ACA:xpar")).toBe("ACA%3Axpar.csv");
});

it("other file names are not recordings", () => {
  expect(codeOfFile("instruments.json")).toBeNull();
  expect(codeOfFile(".csv")).toBeNull();
  expect(codeOfFile("50%.csv")).toBeNull();
});
