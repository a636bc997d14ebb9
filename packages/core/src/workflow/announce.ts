import * as z from "zod";

/** Whether each signal of a workflow gets a message, or each episode one that later
 *  signals edit. */
export const announceSchema = z.enum(["every_signal", "once_per_episode"]);
