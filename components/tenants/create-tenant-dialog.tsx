"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogTrigger } from "@/components/ui/dialog";

// Loaded when first opened: the list itself does not need it.
const CreateTenantContent = dynamic(() =>
  import("@/components/tenants/create-tenant-content").then((module) => module.CreateTenantContent),
);

export function CreateTenantDialog() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          Create tenant
        </Button>
      </DialogTrigger>
      {isOpen ? <CreateTenantContent onDone={() => setIsOpen(false)} /> : null}
    </Dialog>
  );
}
