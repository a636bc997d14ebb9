import { API_BASE } from "@bellwether/core/api/contract";
import { type ApiDeps, apiRoutes } from "../handler/api/api.ts";
import { appOf, functionOf } from "../handler/api/app.ts";
import { openApi } from "../handler/api/openapi.ts";
import { log } from "./log.ts";

/** Routes are described without being called, so that they need nothing of the world. */
const described = openApi(apiRoutes({} as ApiDeps));

const app = appOf([], { log });
app.get(`${API_BASE}/openapi.json`, (context) => context.json(described));

/** The description of the whole API, whichever functions serve it. */
export const handler = functionOf(app);
