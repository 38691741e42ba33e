"use client";

import { useState } from "react";
import { signOut } from "@/components/auth/next-auth-client";
import { Button } from "@/components/ui/button";

export function SignOutButton() {
  const [isBusy, setIsBusy] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  async function leave(): Promise<void> {
    setIsBusy(true);
    try {
      await signOut();
    } catch {
      setHasFailed(true);
      setIsBusy(false);
    }
  }
  return (
    <Button loading={isBusy} onClick={leave}>
      {hasFailed ? "Try to sign out again" : "Sign out"}
    </Button>
  );
}
