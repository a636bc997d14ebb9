import { channelTestAnswerSchema, systemStatusSchema } from "@bellwether/core/api";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, FAILED, invoked } from "./invocation.ts";
import { table } from "./table.ts";

export function notifyCommand(context: CommandContext): Command {
  return new Command("notify")
    .description("Tries the channels that announce signals.")
    .addCommand(testCommand(context));
}

function testCommand(context: CommandContext): Command {
  return new Command("test")
    .description(
      "Sends a marked test message in each channel, or in one; exits with 1 if any fails.",
    )
    .option("--channel <name>", "this channel alone, as `status` names it")
    .action(
      invoked(context, async ({ client, show, width }, { channel }: { channel?: string }) => {
        const names =
          channel === undefined
            ? (await client.request("GET", "/status", systemStatusSchema)).channels.map(
                ({ name }) => name,
              )
            : [channel];
        const answers = await Promise.all(
          names.map((name) =>
            client.request(
              "POST",
              `/channels/${encodeURIComponent(name)}/test`,
              channelTestAnswerSchema,
              { json: { by: context.user } },
            ),
          ),
        );
        show(answers, () =>
          table(
            [
              { title: "Channel", value: (answer) => answer.channel },
              { title: "Test message", value: ({ outcome }) => outcome },
              { title: "", value: ({ detail }) => detail },
            ],
            answers,
            width,
          ),
        );
        return answers.every(({ outcome }) => outcome === "sent") ? DONE : FAILED;
      }),
    );
}
