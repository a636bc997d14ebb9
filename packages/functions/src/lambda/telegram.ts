import { telegram } from "../adapter/telegram/channel.ts";
import { channelFunction } from "./channel.ts";

export const handler = channelFunction(telegram);
