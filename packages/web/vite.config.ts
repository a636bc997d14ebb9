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
    sourcemap: false,
  },
  server: {
    proxy: { "/api": process.env["BELLWETHER_URL"] ?? "http://127.0.0.1:4280" },
  },
});
