import { copyFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { bundleFunction, type NodeSettings } from "../../benchmark/function-bundle.ts";
import { BUNDLES } from "../platform.ts";
import { ACCOUNT, REGION } from "./account.ts";

type BuildInput = {
  functionID: string;
  handler: string;
  properties: NodeSettings;
  copyFiles?: { from: string; to: string }[];
};
type Call = { method: string; params: [BuildInput] };

/** The part of the sst command that its components call while they run: `SST_SERVER`.
 *  Resolves with its address and a function to stop it. */
export async function startRpcServer(): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    answer(request).then(
      (result) => response.end(JSON.stringify({ jsonrpc: "1.0", result, error: null })),
      (error: unknown) =>
        response.end(JSON.stringify({ jsonrpc: "1.0", result: null, error: String(error) })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return serve(JSON.parse(Buffer.concat(chunks).toString()) as Call);
}

async function serve({ method, params: [input] }: Call): Promise<unknown> {
  switch (method) {
    case "Provider.Aws.Bootstrap":
      return {
        asset: `sst-asset-${REGION}`,
        state: `sst-state-${REGION}`,
        assetEcrRegistryId: ACCOUNT,
        assetEcrUrl: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/sst-asset`,
        appsyncHttp: "",
        appsyncRealtime: "",
      };
    case "Runtime.AddTarget":
      return true;
    case "Runtime.Build":
      return build(input);
    default:
      throw new Error(`the stand-in for sst knows no ${method}`);
  }
}

/** Really builds, so that a missing module or a broken import fails as in a deployment. */
function build(input: BuildInput): unknown {
  try {
    const directory = path.join(BUNDLES, input.functionID);
    const { handler } = bundleFunction(input.handler, directory, input.properties);
    for (const { from, to } of input.copyFiles ?? []) copyFileSync(from, path.join(directory, to));
    return { handler, out: directory, errors: [], sourcemaps: [] };
  } catch (error) {
    return { handler: "", out: "", errors: [String(error)], sourcemaps: [] };
  }
}
