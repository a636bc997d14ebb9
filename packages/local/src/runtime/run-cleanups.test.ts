import { expect, it } from "vitest";
import { runCleanups } from "./run-cleanups.ts";

it("a run that waits for its market delays neither the other cleanups nor the database's stop", async () => {
  const ended: string[] = [];
  const end = (name: string) => async () => void ended.push(name);
  const waits = () => new Promise<void>(() => {});
  await runCleanups([end("database"), waits, end("server")]);
  expect(ended).toEqual(["server", "database"]);
});

it("a cleanup that fails does not prevent the others", async () => {
  const ended: string[] = [];
  const fails = async () => {
    throw new Error("already closed");
  };
  await runCleanups([async () => void ended.push("database"), fails]);
  expect(ended).toEqual(["database"]);
});
