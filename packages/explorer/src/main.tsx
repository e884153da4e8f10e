import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { live } from "./data/LiveStream.ts";
import { App } from "./shell/App.tsx";
import { startTheme } from "./shell/theme.ts";
import "./shell/style.css";

startTheme();
live.open();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
