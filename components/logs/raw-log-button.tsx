"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { downloadLog } from "@/components/logs/api/download-log";
import type { LogPlace } from "@/components/logs/api/read-log-pages";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { LogStream } from "@/lib/domain/job/log-stream";

const streams: { stream: LogStream; label: string }[] = [
  { stream: "stdout", label: "Output (stdout)" },
  { stream: "stderr", label: "Errors (stderr)" },
  { stream: "system", label: "Agent (system)" },
];

/** Saves a stream byte for byte. A failure is said where the button is. */
export function RawLogButton({ place, number }: { place: LogPlace; number: number }) {
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  async function save(stream: LogStream) {
    setState("busy");
    try {
      await downloadLog(place, stream, `scan-${number}-attempt-${place.attempt}.${stream}.log`);
      setState("idle");
    } catch {
      setState("failed");
    }
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="quiet" size="sm" loading={state === "busy"}>
          <Download aria-hidden />
          <span aria-live="polite">{state === "failed" ? "Not saved, try again" : "Raw"}</span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        {streams.map(({ stream, label }) => (
          <DropdownMenuItem key={stream} onSelect={() => void save(stream)}>
            {label}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
