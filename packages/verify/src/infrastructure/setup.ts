import { preparePlatform } from "./platform.ts";
import { DEPLOYMENTS, type Deployment, synthesize } from "./synthesis.ts";

/** Evaluates the stacks once for all tests. */
export default async function setup(): Promise<void> {
  await preparePlatform();
  for (const deployment of Object.keys(DEPLOYMENTS) as Deployment[]) await synthesize(deployment);
}
