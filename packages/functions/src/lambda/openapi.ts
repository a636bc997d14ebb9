import { API_BASE } from "@bellwether/core/api";
import { type ApiDeps, apiRoutes } from "../api/api.ts";
import { appOf } from "../api/app.ts";
import { openApi } from "../api/openapi.ts";
import { fromGateway } from "./gateway-edge.ts";
import { log } from "./log.ts";

/** Describing routes does not call them, so that they need no dependencies. */
const described = openApi(apiRoutes({} as ApiDeps));

const app = appOf([], { log });
app.get(`${API_BASE}/openapi.json`, (context) => context.json(described));

/** The description of the whole API, whichever functions serve it. */
export const handler = fromGateway(app);
