import "./app/schema-policy.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
import { reloadAfterUpgrade } from "./app/upgrade.ts";
import { applySettings } from "./settings/settings.ts";
import { ZoneProvider } from "./time/zone-choice.tsx";
import "./ui/tokens.css";
import "./ui/base.css";

reloadAfterUpgrade();
applySettings();

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <ZoneProvider>
        <RouterProvider router={router} />
      </ZoneProvider>
    </QueryClientProvider>
  </StrictMode>,
);
