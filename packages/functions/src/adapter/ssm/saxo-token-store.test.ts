import { tokenStoreContract } from "@bellwether/markets/testing";
import { expect, it } from "vitest";
import { parameterTokenStore } from "./saxo-token-store.ts";

function memoryParameters(values: Map<string, string>) {
  return {
    get: async (name: string) => values.get(name) ?? null,
    put: async (name: string, value: string) => void values.set(name, value),
  };
}

tokenStoreContract("a parameter", () =>
  parameterTokenStore(memoryParameters(new Map()), "/bellwether/saxo"),
);

it("a placeholder in Parameter Store counts as no login", async () => {
  for (const placeholder of ["-", '{"access_token":""}']) {
    const parameters = memoryParameters(new Map([["/saxo", placeholder]]));
    expect(await parameterTokenStore(parameters, "/saxo").read()).toBeNull();
  }
});
