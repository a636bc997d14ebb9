import { sesEmail } from "../adapter/email/ses.ts";
import { access } from "./access.ts";
import { channelFunction } from "./channel.ts";

export const handler = channelFunction(sesEmail(access("SESV2")));
