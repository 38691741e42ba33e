"use client";

import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { fontVariables } from "./fonts";
import "./globals.css";

type GlobalErrorProps = { error: Error & { digest?: string } };

/** The last net: the root layout itself failed, so this page brings its own document and asks for a full reload. */
export default function GlobalError({ error }: GlobalErrorProps) {
  return (
    <html lang="en" className={fontVariables}>
      <body>
        <title>Something failed · Muster</title>
        <main className="mx-auto flex min-h-dvh max-w-prose flex-col justify-center px-2 pb-24">
          <ErrorState
            level={1}
            what="This page could not be shown"
            why="The server failed while it prepared the page. Your scans and agents are not affected."
            next="Load it again. If it fails a second time, quote the id below to whoever runs this installation."
            requestId={error.digest}
            action={
              <Button variant="primary" onClick={() => window.location.reload()}>
                Load again
              </Button>
            }
          />
        </main>
      </body>
    </html>
  );
}
