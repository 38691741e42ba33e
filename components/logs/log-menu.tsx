"use client";

import { Settings2 } from "lucide-react";
import type { LogPreferences } from "@/components/logs/log-preferences";
import type { LogTimeShape } from "@/components/logs/log-time";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { LOG_STREAMS } from "@/lib/domain/job/log-stream";

interface LogMenuProps {
  preferences: LogPreferences;
  onChange: (change: Partial<LogPreferences>) => void;
}

const timeNames: Record<LogTimeShape, string> = {
  local: "Your time",
  utc: "UTC",
  elapsed: "Since the first line",
  off: "None",
};
const streamNames = { stdout: "Output", stderr: "Errors", system: "Agent" };

/** What of the log is shown and how. */
export function LogMenu({ preferences, onChange }: LogMenuProps) {
  const keepOpen = (event: Event) => event.preventDefault();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label="Log display">
          <Settings2 />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-52">
        <DropdownMenuLabel>Streams</DropdownMenuLabel>
        {LOG_STREAMS.map((stream) => (
          <DropdownMenuCheckboxItem
            key={stream}
            checked={preferences.streams.includes(stream)}
            onSelect={keepOpen}
            onCheckedChange={(checked) =>
              onChange({
                streams: LOG_STREAMS.filter((name) =>
                  name === stream ? checked : preferences.streams.includes(name),
                ),
              })
            }
          >
            {streamNames[stream]}
          </DropdownMenuCheckboxItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Times</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={preferences.timeShape}
          onValueChange={(shape) => onChange({ timeShape: shape as LogTimeShape })}
        >
          {Object.entries(timeNames).map(([shape, name]) => (
            <DropdownMenuRadioItem key={shape} value={shape}>
              {name}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuCheckboxItem
          checked={preferences.announce}
          onCheckedChange={(announce) => onChange({ announce })}
        >
          Announce new lines
        </DropdownMenuCheckboxItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
