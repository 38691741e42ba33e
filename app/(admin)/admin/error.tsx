"use client";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";

/** A fault of the server while it wrote the page. */
export default function AdminError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Card aria-label="Error">
      <ErrorState
        level={1}
        what="The page could not be shown"
        why="The server ran into a fault while it read the page's data."
        next="Nothing was changed. Try again in a moment; the server's log names the fault by the id below."
        requestId={error.digest}
        action={<Button onClick={reset}>Try again</Button>}
      />
    </Card>
  );
}
