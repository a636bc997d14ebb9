import type { ReadStatus } from "@bellwether/core/api";
import { ApiProblem } from "./problem.ts";

type Deps = Readonly<{ readStatus: ReadStatus }>;

/** 404, with the names of the queues that exist. */
export async function unknownQueue({ readStatus }: Deps, name: string): Promise<ApiProblem> {
  const { queues } = await readStatus();
  return new ApiProblem(404, `There is no queue "${name}". The queues are ${namesOf(queues)}.`);
}

/** 404, with the names of the channels that are configured. */
export async function unknownChannel({ readStatus }: Deps, name: string): Promise<ApiProblem> {
  const { channels } = await readStatus();
  const configured = channels.length === 0 ? "none" : namesOf(channels);
  return new ApiProblem(404, `"${name}" is not configured here; configured: ${configured}.`);
}

function namesOf(all: readonly { readonly name: string }[]): string {
  return all.map(({ name }) => name).join(", ");
}
