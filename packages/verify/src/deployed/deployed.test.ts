import { afterAll, beforeAll, describe } from "vitest";
import { accessSuite } from "./access-suite.ts";
import { deploymentSuite } from "./deployment-suite.ts";
import { observationSuite } from "./observation-suite.ts";
import { permissionSuite } from "./permission-suite.ts";
import { recoverySuite } from "./recovery-suite.ts";
import { removalSuite } from "./removal-suite.ts";
import { readRequest } from "./request.ts";
import { signalSuite } from "./signal-suite.ts";
import { enter, type World } from "./world.ts";

const { stage, reach, redeploy, remove } = readRequest(process.env);

describe(`the stage ${stage}`, () => {
  let world: World | undefined;
  const current = (): World => {
    if (world === undefined) throw new Error("the stage was not entered");
    return world;
  };
  beforeAll(async () => {
    world = await enter(stage, reach);
  });
  afterAll(async () => {
    if (!remove) await world?.stubs.restore();
    await world?.stubs.stop();
  });

  signalSuite(current);
  observationSuite(current);
  accessSuite(current);
  recoverySuite(current);
  permissionSuite(current);
  if (redeploy) deploymentSuite(current, { isLast: !remove });
  if (remove) removalSuite(current);
});
