"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogTrigger } from "@/components/ui/dialog";

// Loaded when first opened: the list itself does not need it.
const CreateTokenContent = dynamic(() =>
  import("@/components/tokens/create-token-content").then((module) => module.CreateTokenContent),
);

/** The button and, behind it, the form and the one showing of the token. */
export function CreateTokenDialog({ label = "Create token" }: { label?: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          {label}
        </Button>
      </DialogTrigger>
      {isOpen ? <CreateTokenContent onDone={() => setIsOpen(false)} /> : null}
    </Dialog>
  );
}
