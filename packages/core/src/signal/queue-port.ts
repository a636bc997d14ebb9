/** Puts a message back into its queue, to be delivered after `delayMs`, without using up one of
 *  its receives. The caller then acknowledges the delivery it holds. */
export type DeferMessage = (body: string, delayMs: number) => Promise<void>;

/** Puts a message that can never succeed among its queue's dead letters, with the reason. The
 *  caller then acknowledges the delivery it holds. */
export type ParkMessage = (body: string, reason: string) => Promise<void>;
