import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Nothing is inlined, so that the page lives under a policy of `script-src 'self'; style-src
 *  'self'; img-src 'self'`. */
export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Before any schema is created, the library is configured to avoid `eval` (schema-policy.ts).
            { name: "schema", test: /node_modules\/zod\/|app\/schema-policy/ },
            // What the first page needs is one file: a dozen take the browser two rounds.
            { name: "initial", tags: ["$initial"] },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": process.env["BELLWETHER_URL"] ?? "http://127.0.0.1:4280" },
  },
});
