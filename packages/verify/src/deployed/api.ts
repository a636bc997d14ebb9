import { request } from "node:http";
import { request as secureRequest } from "node:https";
import { API_BASE } from "@bellwether/core/api";

type Answer = Readonly<{ status: number; body: unknown; text: string }>;

/** Calls the product's API. `token`: the access token, or null to send none. */
export type Ask = (
  call: `${"GET" | "POST" | "PUT" | "DELETE"} /${string}`,
  options?: Readonly<{ token?: string | null; json?: unknown; yaml?: string }>,
) => Promise<Answer>;

const TIMEOUT_MS = 35_000;

export function openApi(apiUrl: string, token: string): Ask {
  return (call, { token: other = token, json, yaml } = {}) => {
    const [method = "GET", path = "/"] = call.split(" ");
    const body = yaml ?? (json === undefined ? undefined : JSON.stringify(json));
    return ask(`${apiUrl}${API_BASE}${path}`, {
      method,
      body,
      headers: {
        ...(other !== null && { authorization: `Bearer ${other}` }),
        ...(body !== undefined && {
          "content-type": yaml === undefined ? "application/json" : "application/yaml",
        }),
      },
    });
  };
}

type Request = { method: string; body: string | undefined; headers: Record<string, string> };

/** Not `fetch`, which resolves `api.localhost` through a resolver: names under localhost are
 *  loopback (RFC 6761), but not every resolver knows that. */
function ask(address: string, { method, body, headers }: Request): Promise<Answer> {
  const url = new URL(address);
  const isLocal = url.hostname.endsWith(".localhost");
  const send = url.protocol === "https:" ? secureRequest : request;
  return new Promise((resolve, reject) => {
    const outgoing = send(
      {
        host: isLocal ? "127.0.0.1" : url.hostname,
        port: url.port,
        path: `${url.pathname}${url.search}`,
        method,
        timeout: TIMEOUT_MS,
        headers: { ...headers, host: url.host },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.once("error", reject);
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, body: parsed(text), text }),
        );
      },
    );
    outgoing.once("timeout", () => outgoing.destroy(new Error(`${address} did not answer`)));
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
