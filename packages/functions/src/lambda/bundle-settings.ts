import { type ChannelName, channelOf } from "@bellwether/core/channel";
import { STORING_CONSUMERS, type StoringConsumer } from "@bellwether/core/event";
import { logicalName } from "./queue-owner.ts";

/** How a function is bundled, as data: for the stacks, which pass it to sst, and for the benchmark and
 *  the tests of the bundles. */
export const BUNDLE_SETTINGS = {
  format: "esm",
  minify: true,
  esbuild: {
    keepNames: false,
    // How the SDK finds credentials elsewhere than in Lambda, where they are in the environment. It
    // imports these only when they are not, so they need not be there: a third of a bundle.
    external: [
      "@aws-sdk/credential-provider-http",
      "@aws-sdk/credential-provider-ini",
      "@aws-sdk/credential-provider-login",
      "@aws-sdk/credential-provider-process",
      "@aws-sdk/credential-provider-sso",
      "@aws-sdk/credential-provider-web-identity",
      "@smithy/credential-provider-imds",
    ],
  },
} satisfies {
  format: "esm";
  minify: boolean;
  esbuild: { keepNames: boolean; external: string[] };
};

/** The functions of every deployment and their modules in this folder, by the logical name of the
 *  stacks. */
export const FUNCTIONS = {
  Generate: "generate",
  ...storingFunctions(),
  Project: "project",
  RedriveParked: "redrive-parked",
  RefreshLogin: "refresh-login",
  WatchRuns: "watch-runs",
  Review: "review",
  Api: "api",
  Operations: "operations",
  Files: "files",
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

function storingFunctions(): { readonly [C in StoringConsumer as Capitalize<C>]: C } {
  const entries = STORING_CONSUMERS.map((consumer) => [logicalName(consumer), consumer]);
  return Object.fromEntries(entries) as { readonly [C in StoringConsumer as Capitalize<C>]: C };
}

/** The functions of a deployment with these channels. Those of channels share a module. */
export function functionsWith(channels: readonly ChannelName[]): Readonly<Record<string, string>> {
  const announcing = channels.map((name) => [logicalName(channelOf(name).consumer), "channel"]);
  return { ...FUNCTIONS, ...Object.fromEntries(announcing) };
}
