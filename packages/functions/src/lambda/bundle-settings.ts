import { CONSUMERS, type Consumer } from "@bellwether/core/event";
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

/** The functions and their modules in this folder, by the logical name of the stacks. */
export const FUNCTIONS = {
  Generate: "generate",
  ...consumerFunctions(),
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

/** A function for each consumer; those of channels that a stage does not configure are not
 *  deployed. */
function consumerFunctions(): { readonly [C in Consumer as Capitalize<C>]: C } {
  const entries = CONSUMERS.map((consumer) => [logicalName(consumer), consumer]);
  return Object.fromEntries(entries) as { readonly [C in Consumer as Capitalize<C>]: C };
}
