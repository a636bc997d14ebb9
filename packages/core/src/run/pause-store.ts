import type { PauseState } from "./pause-changed.ts";

/** Whether the engine is paused. Strongly consistent. */
export type ReadPause = () => Promise<PauseState>;

export type PauseStore = Readonly<{
  read: ReadPause;
  write: (state: PauseState) => Promise<void>;
}>;
