import { createServer, request } from "node:http";

export type Proxy = Readonly<{ url: string; stop: () => Promise<void> }>;

/** Forwards requests for `<account>.127.0.0.1` to the emulator. The client of CloudFront's
 *  key-value store prefixes the host name with the account, and resolvers do not know such names
 *  on loopback. Clients find this proxy through HTTP_PROXY; requests for any other host are
 *  refused. */
export async function startHostPrefixProxy(endpoint: string): Promise<Proxy> {
  const emulator = new URL(endpoint);
  const server = createServer((incoming, response) => {
    // Not parsed as a URL: a host that ends in a number but is not an IPv4 address is invalid.
    const [, host, target = "/"] = /^http:\/\/([^/]+)(\/.*)?$/.exec(incoming.url ?? "") ?? [];
    if (host?.endsWith(`.${emulator.host}`) !== true) {
      response.writeHead(502).end(`${incoming.url} is not the emulator's`);
      return;
    }
    const { "proxy-connection": _, ...headers } = incoming.headers;
    const outgoing = request(
      {
        host: emulator.hostname,
        port: emulator.port,
        method: incoming.method,
        path: target,
        headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.once("error", (error) => response.destroy(error));
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
