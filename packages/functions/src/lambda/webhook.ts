import { webhook } from "../adapter/webhook/channel.ts";
import { channelFunction } from "./channel.ts";

export const handler = channelFunction(webhook);
