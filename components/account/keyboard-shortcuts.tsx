"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Switch } from "@/components/ui/switch";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";

const STORAGE_KEY = "muster-shortcuts-off";

/** Single keys of the tenant console. They never fire while one types, and can be turned off. */
export function KeyboardShortcuts() {
  const { slug, may } = useTenantSession();
  const router = useRouter();
  const [sheetOpen, setSheetOpen] = useState(false);
  const [enabled, setEnabled] = useState(true);
  const mayWrite = may("jobs:write");

  useEffect(() => {
    setEnabled(localStorage.getItem(STORAGE_KEY) === null);
  }, []);

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.defaultPrevented ||
        isTyping(event.target)
      ) {
        return;
      }
      // The sheet stays reachable when the others are off: it is where they are turned on again.
      if (event.key === "?") {
        event.preventDefault();
        setSheetOpen(true);
      } else if (!enabled || document.querySelector("[role=dialog],[role=alertdialog]")) {
        return;
      } else if (event.key === "c" && mayWrite) {
        event.preventDefault();
        router.push(paths.newScan(slug));
      } else if (event.key === "/") {
        const field = firstVisible(document.querySelectorAll<HTMLElement>("[data-shortcut-focus]"));
        if (!field) return;
        event.preventDefault();
        field.focus();
      }
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [enabled, mayWrite, router, slug]);

  function change(on: boolean) {
    setEnabled(on);
    if (on) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, "1");
  }

  return (
    <Dialog open={sheetOpen} onOpenChange={setSheetOpen}>
      <DialogContent title="Keyboard shortcuts" size="sm">
        <dl className="space-y-2.5">
          {mayWrite ? <Shortcut keys="C" meaning="New scan" /> : null}
          <Shortcut keys="/" meaning="Search or filter this page" />
          <Shortcut keys="?" meaning="This list" />
        </dl>
        <Switch
          label="Single-key shortcuts"
          hint="Kept in this browser."
          checked={enabled}
          onCheckedChange={change}
          className="mt-5 border-line border-t pt-4"
        />
      </DialogContent>
    </Dialog>
  );
}

function Shortcut({ keys, meaning }: { keys: string; meaning: string }) {
  return (
    <div className="flex items-center justify-between gap-4">
      <dt>{meaning}</dt>
      <dd>
        <Kbd>{keys}</Kbd>
      </dd>
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input,textarea,select,[role=menu]") !== null)
  );
}

function firstVisible(fields: NodeListOf<HTMLElement>): HTMLElement | undefined {
  return [...fields].find((field) => field.offsetParent !== null);
}
