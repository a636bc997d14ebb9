import { market } from "./configuration.ts";

/** `sst secret set SlackBotToken xoxb-...`, then deploy.
 *
 *  Functions read a secret from Parameter Store when they start, by a permission on that one
 *  parameter. Linking it would put it into the function's bundle, and an environment variable
 *  shows it to everybody who may look at the function's configuration. */
export const slackBotToken = parameter("SlackBotToken");

/** The Saxo application; only a Saxo deployment has to set it. */
export const saxoClient =
  market === "saxo"
    ? { id: parameter("SaxoClientId"), secret: parameter("SaxoClientSecret") }
    : undefined;

/** A variable that no code reads: with another version of a secret the function is another one, so
 *  that none goes on with the value that it read before. */
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
