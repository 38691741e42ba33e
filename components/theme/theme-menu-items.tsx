"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { DropdownMenuRadioGroup, DropdownMenuRadioItem } from "@/components/ui/dropdown-menu";

/** Light, dark or as the system says, as radio items of a menu; the menu stays open so that the effect is seen. */
export function ThemeMenuItems() {
  const { theme, setTheme } = useTheme();
  const keepOpen = (event: Event) => event.preventDefault();
  return (
    <DropdownMenuRadioGroup value={theme ?? "system"} onValueChange={setTheme}>
      <DropdownMenuRadioItem value="system" icon={<Monitor aria-hidden />} onSelect={keepOpen}>
        System
      </DropdownMenuRadioItem>
      <DropdownMenuRadioItem value="light" icon={<Sun aria-hidden />} onSelect={keepOpen}>
        Light
      </DropdownMenuRadioItem>
      <DropdownMenuRadioItem value="dark" icon={<Moon aria-hidden />} onSelect={keepOpen}>
        Dark
      </DropdownMenuRadioItem>
    </DropdownMenuRadioGroup>
  );
}
