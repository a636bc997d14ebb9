import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

const MAX_SOURCE_LINES = 300;
const MAX_TEST_LINES = 500;

/** The packages that each package may import. Stacks import only modules of pure data (see
 *  below). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  "stream-consumer": ["stream-consumer"],
  markets: ["core", "markets"],
  functions: ["core", "functions", "markets", "stream-consumer"],
  local: ["core", "functions", "local", "markets", "stream-consumer"],
  command: ["command", "core", "functions", "local", "markets"],
  web: ["core", "web"],
  verify: ["core", "functions", "local", "markets", "stream-consumer", "verify"],
};

/** The rooms of core, ports included: each imports only rooms before it. First the supporting
 *  rooms, then those along the data's path, and last the API contract. */
const ROOMS = (
  "text chance failure log time store " +
  "channel market indicator workflow signal run order outcome projection event announcement " +
  "api"
).split(" ");
/** The allowed imports of a later room, with the reason. */
const LOOKS_AHEAD = [
  // The workflow record contains what was projected onto it.
  "workflow/workflow.ts imports projection/last-order.ts",
  "workflow/workflow.ts imports projection/signal-ticks.ts",
  "workflow/workflow.ts imports outcome/score.ts",
  // An evaluation sets the signal fields that depend on it alone.
  "workflow/evaluate.ts imports signal/order-signal.ts",
];

const VAGUE_NAME = /^(utils?|helpers?|misc|common|types)\.tsx?$/;

type Source = Readonly<{
  /** Path from the root, with slashes. */
  file: string;
  text: string;
  lines: readonly string[];
  isTest: boolean;
}>;

const sources = trackedFiles()
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"))
  .map((file): Source => {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    const isTest = /\.test\.tsx?$/.test(file);
    return { file, text, lines: text.replace(/\n$/, "").split("\n"), isTest };
  });
const known = new Set(sources.map(({ file }) => file));
/** Without samples and test doubles, which may import every room. */
const core = sources.filter(
  ({ file, isTest }) => /^packages\/core\/src\/(?!testing\/)/.test(file) && !isTest,
);

describe("the source code", () => {
  it("of core reads no clock, randomness or environment and writes no output", () => {
    expect(
      findings(core, [
        [/\bDate\.now\b/, "takes the time as an argument"],
        [/\bnew Date\(\s*\)/, "takes the time as an argument"],
        [/\bMath\.random\b/, "takes chance as an argument"],
        [/\bprocess\.\w/, "knows no process or environment"],
        [/\bconsole\.\w/, "writes nothing: hand the fact to the caller"],
      ]),
    ).toEqual([]);
  });

  it("of core imports neither Node nor AWS", () => {
    const wrong = importsOf(core).filter(({ to }) => /^(node:|@aws-sdk\/|@smithy\/|aws-)/.test(to));
    expect(wrong.map(({ from, to }) => `${from} imports ${to}: core is pure`)).toEqual([]);
  });

  it("of core imports along the data's path, from left to right", () => {
    const ahead = graph(core).flatMap(({ from, to }) => {
      const [file, target] = [from, to].map((one) => one.replace("packages/core/src/", ""));
      return roomOf(target) > roomOf(file) ? [`${file} imports ${target}`] : [];
    });
    expect(ahead.toSorted()).toEqual(LOOKS_AHEAD.toSorted());
    const unplaced = core.filter(({ file }) => roomOf(file.replace("packages/core/src/", "")) < 0);
    expect(unplaced.map(({ file }) => `${file}: place its room in ROOMS`)).toEqual([]);
  });

  it("has no circular imports, not even of types", () => {
    expect(circularImports(graph(sources))).toEqual([]);
  });

  it("of packages/local has no circular imports between folders", () => {
    const local = sources.filter(
      ({ file, isTest }) => /^packages\/local\/src\/(?!testing\/)[\w-]+\//.test(file) && !isTest,
    );
    const rooms = graph(local)
      .map(({ from, to }) => ({ from: path.dirname(from), to: path.dirname(to) }))
      .filter(({ from, to }) => from !== to);
    expect(circularImports(rooms)).toEqual([]);
  });

  it("imports other packages through an entry of their export maps", () => {
    const wrong = importsOf(sources).filter(
      ({ from, to }) => to.startsWith("@bellwether/") && fileOf(from, to) === null,
    );
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("imports no index file of its own package", () => {
    const wrong = graph(sources).filter(
      ({ from, to }) =>
        to.endsWith("/index.ts") &&
        !from.endsWith("/index.ts") &&
        !from.includes("/examples/") &&
        packageOf(from) === packageOf(to),
    );
    expect(wrong.map(({ from, to }) => `${from} imports ${to}: import the file`)).toEqual([]);
  });

  it("of an adapter imports no handler and no entry point of Lambda", () => {
    const adapters = sources.filter(
      ({ file, isTest }) => file.startsWith("packages/functions/src/adapter/") && !isTest,
    );
    const wrong = graph(adapters).filter(({ to }) => /\/src\/(handler|lambda)\//.test(to));
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("opens no client at import, except in the entry points of Lambda", () => {
    const shipped = sources.filter(
      ({ file, isTest }) =>
        /^packages\/(functions|local|markets|stream-consumer)\/src\//.test(file) &&
        !file.startsWith("packages/functions/src/lambda/") &&
        !isTest,
    );
    expect(
      findings(shipped, [
        [/^(export )?const \w+ = .*\b(new )?\w*[cC]lient\(/, "open it in lambda/ and hand it over"],
      ]),
    ).toEqual([]);
  });

  it("uses the types of AWS events only in lambda/, except stream events in the projector", () => {
    const atTheDoor = /^packages\/(functions\/src\/lambda|stream-consumer|verify)\//;
    const wrong = importsOf(sources)
      .filter(({ from, to }) => to === "aws-lambda" && !atTheDoor.test(from))
      .filter(({ from }) => !/\/handler\/project(\.\w+)*\.ts$/.test(from));
    expect(wrong.map(({ from }) => `${from} imports aws-lambda: translate in lambda/`)).toEqual([]);
  });

  it("imports other packages in one direction and by name", () => {
    const wrong = importsOf(sources).flatMap(({ from, to }) => {
      const own = /^packages\/([\w-]+)\//.exec(from)?.[1];
      if (own === undefined) return [];
      const target = /^@bellwether\/([\w-]+)/.exec(to)?.[1];
      if (target !== undefined && MAY_IMPORT[own]?.includes(target) !== true) {
        return [`${from} imports ${to}: ${own} may import ${MAY_IMPORT[own]?.join(", ")}`];
      }
      const crosses =
        to.startsWith(".") &&
        !path.posix.join(path.posix.dirname(from), to).startsWith(`packages/${own}/`);
      return crosses ? [`${from} imports ${to}: write @bellwether/<package>/<module>`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it("of the stacks imports from packages only modules that import no client", () => {
    const wrong = importsOf(sources)
      .filter(({ from, to }) => from.startsWith("stacks/") && to.includes("packages/"))
      .filter(({ from, to }) =>
        opensClient(path.posix.join(path.posix.dirname(from), to), new Set()),
      );
    expect(
      wrong.map(({ from, to }) => `${from} imports ${to}, which imports an AWS client`),
    ).toEqual([]);
  });

  it("has no leftovers and no suppressed types or tests", () => {
    expect(
      findings(
        sources.filter(({ file }) => !file.endsWith("/tidy.test.ts")),
        [
          [/\b(TODO|FIXME|XXX)\b/, "does it or files an issue"],
          [/\b(it|test|describe)\.(only|skip|todo)\b/, "runs every test"],
          [/\bas any\b/, "names the type"],
          [/@ts-(ignore|nocheck)/, "mends the type"],
          [/(^|["'`\s])\/(root|work)\/\w/, "holds on every machine: no path of one"],
          [/import\.meta\.url\)\.pathname/, "takes a path by fileURLToPath: folders have spaces"],
        ],
      ),
    ).toEqual([]);
  });
});

describe("files", () => {
  it("are named after their contents", () => {
    const vague = sources.filter(({ file }) => VAGUE_NAME.test(path.basename(file)));
    expect(vague.map(({ file }) => `${file}: name it by the one thing it holds`)).toEqual([]);
  });

  it("are named in kebab-case", () => {
    const wrong = sources.filter(
      ({ file }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/.test(path.basename(file)),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it("are short enough to read at once", () => {
    const long = sources.filter(
      ({ lines, isTest }) => lines.length > (isTest ? MAX_TEST_LINES : MAX_SOURCE_LINES),
    );
    expect(long.map(({ file, lines }) => `${file} has ${lines.length} lines`)).toEqual([]);
  });

  it("names in its documents only files that exist", () => {
    const files = trackedFiles().map((file) => `/${file}`);
    const dead = trackedFiles()
      .filter((file) => file.endsWith(".md"))
      .flatMap((document) => {
        const text = readFileSync(path.join(ROOT, document), "utf8");
        return [...text.matchAll(/`([\w./-]+\.(?:tsx?|mjs|css))`/g)]
          .map(([, name]) => name ?? "")
          .filter((name) => !files.some((file) => file.endsWith(`/${name}`)))
          .map((name) => `${document} names ${name}`);
      });
    expect(dead).toEqual([]);
  });
});

function trackedFiles(): string[] {
  const output = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" });
  return output.split("\0").filter((file) => file !== "" && exists(file));
}

/** A deleted file is still tracked until the deletion is committed. */
function exists(file: string): boolean {
  try {
    readFileSync(path.join(ROOT, file));
    return true;
  } catch {
    return false;
  }
}

/** `<file>:<line> <rule>` for each line that breaks a rule. */
function findings(
  of: readonly Source[],
  rules: readonly (readonly [pattern: RegExp, rule: string])[],
): string[] {
  return of.flatMap(({ file, lines }) =>
    lines.flatMap((line, index) =>
      rules
        .filter(([pattern]) => pattern.test(line))
        .map(([, rule]) => `${file}:${index + 1} ${rule}: ${line.trim()}`),
    ),
  );
}

function importsOf(of: readonly Source[]): { readonly from: string; readonly to: string }[] {
  return of.flatMap(({ file, text }) =>
    [...text.matchAll(/^(?:import|export)\b[^;"']*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm)].map(
      (match) => ({ from: file, to: match[1] ?? match[2] ?? "" }),
    ),
  );
}

/** The imports between project files, type imports included. */
function graph(of: readonly Source[]): { readonly from: string; readonly to: string }[] {
  return importsOf(of).flatMap(({ from, to }) => {
    const file = fileOf(from, to);
    return file !== null && known.has(file) ? [{ from, to: file }] : [];
  });
}

/** The file that an import resolves to; null for an external package or a path that is not
 *  exported. */
function fileOf(from: string, to: string): string | null {
  if (to.startsWith(".")) return path.posix.join(path.posix.dirname(from), to);
  const [, name, entry = ""] = /^@bellwether\/([\w-]+)(\/.+)?$/.exec(to) ?? [];
  const target = name === undefined ? undefined : exportsOf(name)[`.${entry}`];
  return target === undefined ? null : path.posix.join("packages", name ?? "", target);
}

function exportsOf(name: string): Readonly<Record<string, string>> {
  const manifest = path.join(ROOT, "packages", name, "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).exports ?? {};
}

/** Repeatedly removes the imports of files without imports, and of files that are not imported.
 *  The rest are the cycles and the paths between them. */
function circularImports(imports: readonly { from: string; to: string }[]): string[] {
  const importers = new Set(imports.map(({ from }) => from));
  const imported = new Set(imports.map(({ to }) => to));
  const left = imports.filter(({ from, to }) => importers.has(to) && imported.has(from));
  return left.length === imports.length
    ? left.map(({ from, to }) => `${from} imports ${to}`)
    : circularImports(left);
}

function packageOf(file: string): string | undefined {
  return /^packages\/([\w-]+)\//.exec(file)?.[1];
}

/** The position of a core file's room in `ROOMS`; -1 if its room is not listed. */
function roomOf(file = ""): number {
  return ROOMS.indexOf(/^[\w-]+/.exec(file)?.[0] ?? "");
}

/** Whether a module, or one that it imports, imports an AWS client. */
function opensClient(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const source = sources.find((one) => [file, `${file}.ts`, `${file}/index.ts`].includes(one.file));
  if (source === undefined) return false;
  return importsOf([source]).some(({ to }) => {
    if (to.startsWith("@aws-sdk/")) return true;
    const inner = /^@bellwether\/([\w-]+)(?:\/(.+))?$/.exec(to);
    const next =
      inner === null
        ? to.startsWith(".")
          ? path.posix.join(path.posix.dirname(file), to)
          : null
        : `packages/${inner[1]}/src${inner[2] === undefined ? "" : `/${inner[2]}`}`;
    return next !== null && opensClient(next, seen);
  });
}
