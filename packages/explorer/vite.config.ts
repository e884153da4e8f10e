import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** One page without external requests: every asset is a file of its own, because the page's policy allows no inline code. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  build: { outDir: "dist", assetsInlineLimit: 0, modulePreload: false, target: "es2023" },
});
