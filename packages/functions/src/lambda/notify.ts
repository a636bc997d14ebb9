import { slack } from "../adapter/slack/adapter.ts";
import { channelFunction } from "./channel.ts";

export const handler = channelFunction(slack);
