import { channelOf } from "../packages/core/src/channel/channel-list.ts";
import { deployedChannels, market } from "./configuration.ts";

/** The settings of each deployed channel, by variable: `sst secret set SlackBotToken xoxb-...`, then
 *  deploy.
 *
 *  Functions read a secret from Parameter Store at startup, with a permission for that one
 *  parameter. Linking it would put it into the function's bundle. An environment variable would
 *  show it to every user who may read the function's configuration. */
export const channelSettings: ReadonlyMap<string, aws.ssm.Parameter> = new Map(
  deployedChannels.flatMap((channel) =>
    channelOf(channel).settings.map((name) => [name, parameter(pascalCase(name))] as const),
  ),
);

/** The Saxo application; needed only for a Saxo deployment. */
export const saxoClient =
  market === "saxo"
    ? { id: parameter("SaxoClientId"), secret: parameter("SaxoClientSecret") }
    : undefined;

/** A variable that no code reads. A new version of a secret changes the function's configuration,
 *  so that no running instance continues with the old value. */
export function versionsOf(...parameters: aws.ssm.Parameter[]) {
  return {
    SECRET_VERSIONS: $resolve(parameters.map(({ version }) => version)).apply((all) =>
      all.join(","),
    ),
  };
}

function parameter(name: string) {
  const secret = new sst.Secret(name);
  return new aws.ssm.Parameter(`${name}Parameter`, {
    name: `/${$app.name}/${$app.stage}/${name}`,
    type: "SecureString",
    value: secret.value,
  });
}

/** `SLACK_BOT_TOKEN` -> `SlackBotToken`. */
function pascalCase(variable: string): string {
  return variable
    .toLowerCase()
    .replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
