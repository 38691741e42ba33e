"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "@/components/ui/input";

/** A filter goes into the address this long after the last key. */
const TYPING_MS = 250;

interface SearchInputProps {
  label: string;
  placeholder: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** A text filter that waits for a pause in typing. `onChange` must be stable. */
export function SearchInput({ label, placeholder, value, onChange }: SearchInputProps) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => {
    setText(value ?? "");
  }, [value]);
  useEffect(() => {
    const wanted = text.trim() === "" ? null : text;
    if (wanted === value) return;
    const timer = setTimeout(() => onChange(wanted), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      data-shortcut-focus=""
      leading={<Search />}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
