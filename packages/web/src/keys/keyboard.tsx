import { useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { type Shortcut, shortcutOf } from "./shortcut.ts";

const Palette = lazy(() => import("./palette.tsx"));

/** Keyboard shortcuts, and the two dialogs that they open. */
export function Keyboard() {
  const router = useRouter();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"palette" | "help" | null>(null);

  useEffect(() => {
    const act = (shortcut: Shortcut): void => {
      const { pathname } = router.state.location;
      switch (shortcut) {
        case "palette":
        case "help":
          return setOpen(shortcut);
        case "search":
          return document.querySelector<HTMLElement>("main input[type=search]")?.focus();
        case "new":
          return void navigate({ to: "/workflows/new", state: { opener: "page" } });
        case "edit":
          return document.querySelector<HTMLElement>("dialog a[href*='/edit']")?.click();
        default:
          if (pathname.startsWith("/workflows/") && document.querySelector("dialog:modal"))
            return undefined;
          return moveFocus(shortcut === "next" ? 1 : -1);
      }
    };
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as Element;
      const isTyping = target.closest("input, select, textarea") !== null;
      const { key, ctrlKey, metaKey, altKey } = event;
      const shortcut = shortcutOf({ key, ctrlKey, metaKey, altKey, isTyping });
      // The page under a modal dialog is inert; only the dialog's edit link has a shortcut.
      const isOverDialog = document.querySelector("dialog:modal") !== null;
      if (shortcut === null || (isOverDialog && shortcut !== "edit")) return;
      event.preventDefault();
      act(shortcut);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [router, navigate]);

  if (open === null) return null;
  return (
    <Suspense>
      <Palette isHelp={open === "help"} onClose={() => setOpen(null)} />
    </Suspense>
  );
}

/** Moves the focus from the focused row to another; to the first row if none has it. */
function moveFocus(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("main tbody tr[data-id] a")];
  const place = links.findIndex((link) => link === document.activeElement);
  const next = place === -1 ? 0 : Math.min(links.length - 1, Math.max(0, place + step));
  links[next]?.focus();
}
