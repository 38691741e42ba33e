"use client";

import { Plus } from "lucide-react";
import { ButtonLink } from "@/components/ui/button-link";
import { Kbd } from "@/components/ui/kbd";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";

/** Only for who may submit; others do not see it. `withKey` shows the shortcut. */
export function NewScanLink({ withKey = false }: { withKey?: boolean }) {
  const { slug, may } = useTenantSession();
  if (!may("jobs:write")) return null;
  return (
    <ButtonLink href={paths.newScan(slug)} variant="primary" aria-keyshortcuts={withKey ? "C" : undefined}>
      <Plus aria-hidden />
      New scan
      {withKey ? (
        <span aria-hidden className="hidden sm:inline">
          <Kbd>C</Kbd>
        </span>
      ) : null}
    </ButtonLink>
  );
}
