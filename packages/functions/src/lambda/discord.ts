import { discord } from "../adapter/discord/channel.ts";
import { channelFunction } from "./channel.ts";

export const handler = channelFunction(discord);
