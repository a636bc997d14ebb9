import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ApiDeps, apiRoutes } from "./api.ts";
import { openApi } from "./openapi.ts";

// Writes the description of the whole API to the file named by the argument. The stacks run it: a
// deployed function has only some of the routes, and the schemas of all would double its size.

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("The file to write is missing: write-openapi.ts FILE");
mkdirSync(path.dirname(file), { recursive: true });
// Describing routes does not call them, so that they need no dependencies.
writeFileSync(file, JSON.stringify(openApi(apiRoutes({} as ApiDeps))));
