import { afterAll, beforeAll, describe } from "vitest";
import { accessSuite } from "./access-suite.ts";
import { deploymentSuite } from "./deployment-suite.ts";
import { observationSuite } from "./observation-suite.ts";
import { permissionSuite } from "./permission-suite.ts";
import { recoverySuite } from "./recovery-suite.ts";
import { removalSuite } from "./removal-suite.ts";
import { readRequest } from "./request.ts";
import { signalSuite } from "./signal-suite.ts";
import { openStageContext, type StageContext } from "./stage-context.ts";

const { stage, reach, redeploy, remove } = readRequest(process.env);

describe(`the stage ${stage}`, () => {
  let context: StageContext | undefined;
  const current = (): StageContext => {
    if (context === undefined) throw new Error("the stage was not opened: see the error before");
    return context;
  };
  beforeAll(async () => {
    context = await openStageContext(stage, reach);
  });
  afterAll(async () => {
    if (!remove) await context?.stubs.restore();
    await context?.stubs.stop();
  });

  signalSuite(current);
  observationSuite(current);
  accessSuite(current);
  recoverySuite(current);
  permissionSuite(current);
  if (redeploy) deploymentSuite(current, { isLast: !remove });
  if (remove) removalSuite(current);
});
