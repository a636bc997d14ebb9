/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app({ stage }) {
    const production = stage === "production";
    const region = process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
    if (region === undefined || region === "") {
      throw new Error(
        "AWS_REGION is missing: it says where Bellwether is deployed, e.g. eu-west-3",
      );
    }
    return {
      name: "bellwether",
      home: "aws",
      // Production keeps its tables and buckets when it is removed, and refuses to be removed.
      removal: production ? "retain" : "remove",
      protect: production,
      providers: { aws: { region, defaultTags: { tags: { app: "bellwether", stage } } } },
    };
  },
  async run() {
    const { refuseLosses } = await import("./stacks/removal.ts");
    await refuseLosses();
    await import("./stacks/storage.ts");
    await import("./stacks/events.ts");
    await import("./stacks/engine.ts");
    await import("./stacks/projection.ts");
    const { url: api } = await import("./stacks/api.ts");
    const { url: dashboard } = await import("./stacks/web.ts");
    await import("./stacks/sign-in.ts");
    await import("./stacks/consumers.ts");
    await import("./stacks/channels.ts");
    await import("./stacks/alarms.ts");
    await import("./stacks/dashboard.ts");
    return { api, dashboard };
  },
});
