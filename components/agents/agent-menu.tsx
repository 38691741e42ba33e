"use client";

import { CirclePause, CirclePlay, Hourglass, KeyRound, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import type { AgentView } from "@/lib/contracts/agent";

// Loaded when first opened: the list itself needs none of them.
const EditAgentDialog = dynamic(() =>
  import("@/components/agents/edit-agent-dialog").then((module) => module.EditAgentDialog),
);
const ChangeStateDialog = dynamic(() =>
  import("@/components/agents/change-state-dialog").then((module) => module.ChangeStateDialog),
);
const RotateKeyDialog = dynamic(() =>
  import("@/components/agents/rotate-key-dialog").then((module) => module.RotateKeyDialog),
);
const DeleteAgentDialog = dynamic(() =>
  import("@/components/agents/delete-agent-dialog").then((module) => module.DeleteAgentDialog),
);

type Act = "edit" | "enable" | "disable" | "drain" | "rotate" | "delete";

interface AgentMenuProps {
  agent: AgentView;
  /** Called once the agent is gone, e.g. to leave its page. */
  onDeleted?: () => void;
}

/** What its owner may do to one agent. Each asks first and says what it means for what runs. */
export function AgentMenu({ agent, onDeleted }: AgentMenuProps) {
  const { owner } = useAgentOwner();
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  const rests = agent.status === "disabled";
  const drains = agent.status === "draining" || agent.status === "drained";
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label={`Actions for ${agent.name}`} size="sm">
            <MoreHorizontal />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem icon={<Pencil aria-hidden />} onSelect={() => setAct("edit")}>
            {owner.isPlatform ? "Edit tier and slots" : "Edit name and slots"}
          </DropdownMenuItem>
          {rests || drains ? (
            <DropdownMenuItem icon={<CirclePlay aria-hidden />} onSelect={() => setAct("enable")}>
              {drains ? "End drain" : "Enable"}
            </DropdownMenuItem>
          ) : null}
          {drains ? null : (
            <DropdownMenuItem icon={<Hourglass aria-hidden />} onSelect={() => setAct("drain")}>
              Drain
            </DropdownMenuItem>
          )}
          {rests ? null : (
            <DropdownMenuItem icon={<CirclePause aria-hidden />} onSelect={() => setAct("disable")}>
              Disable
            </DropdownMenuItem>
          )}
          <DropdownMenuItem icon={<KeyRound aria-hidden />} onSelect={() => setAct("rotate")}>
            Rotate key
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem icon={<Trash2 aria-hidden />} tone="danger" onSelect={() => setAct("delete")}>
            Delete
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {act === "edit" ? <EditAgentDialog agent={agent} onClose={close} /> : null}
      {act === "enable" || act === "disable" || act === "drain" ? (
        <ChangeStateDialog agent={agent} move={act} onClose={close} />
      ) : null}
      {act === "rotate" ? <RotateKeyDialog agent={agent} onClose={close} /> : null}
      {act === "delete" ? (
        <DeleteAgentDialog
          agent={agent}
          onClose={close}
          onDeleted={() => {
            close();
            onDeleted?.();
          }}
        />
      ) : null}
    </>
  );
}
