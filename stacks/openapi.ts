import { execFileSync } from "node:child_process";

const FILE = "packages/functions/dist/openapi.json";

execFileSync(
  process.execPath,
  ["--import", "tsx", "packages/functions/src/api/write-openapi.ts", FILE],
  { cwd: $cli.paths.root, stdio: ["ignore", "ignore", "inherit"] },
);

/** The description of the API, made when deploying and copied beside the code of a function. */
export const openApiFile = { from: FILE, to: "openapi.json" };
