import type { StreamConsumerDeps } from "./consumer-interface.ts";

/** A sleep that ends early on `wake`, also on one before the sleep begins. */
export class WakeableSleep {
  readonly #sleep: StreamConsumerDeps["sleep"];
  #waking = new AbortController();

  constructor(sleep: StreamConsumerDeps["sleep"]) {
    this.#sleep = sleep;
  }

  async sleep(durationMs: number): Promise<void> {
    if (!this.#waking.signal.aborted) await this.#sleep(durationMs, this.#waking.signal);
    this.#waking = new AbortController();
  }

  wake(): void {
    this.#waking.abort();
  }
}
