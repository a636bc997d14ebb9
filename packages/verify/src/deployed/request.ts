/** The suite's options, passed in the environment because vitest starts it. */
export type VerifyRequest = Readonly<{
  stage: string;
  /** Where the functions reach the stubs on this machine; `{port}` is replaced by a port. */
  reach: string;
  /** Deploys the stage again from this checkout, with a new secret. */
  redeploy: boolean;
  /** Removes the stage at the end. */
  remove: boolean;
}>;

export function writeRequest(request: VerifyRequest): Record<string, string> {
  return { BELLWETHER_VERIFY: JSON.stringify(request) };
}

export function readRequest(environment: NodeJS.ProcessEnv): VerifyRequest {
  const text = environment["BELLWETHER_VERIFY"];
  if (text === undefined) throw new Error("start this suite by `pnpm verify:deployed`");
  return JSON.parse(text) as VerifyRequest;
}
