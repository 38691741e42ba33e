"use client";

import { type FormEvent, useId, useState } from "react";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { textOf } from "@/components/fleet/form-values";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { tierStaleKeys } from "@/components/queue/api/tier-stale-keys";
import { defaultEnd, endOf, localText, PAUSE_ENDS, type PauseEnd } from "@/components/queue/pause-ends";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCard } from "@/components/ui/radio-card";
import { RadioCards } from "@/components/ui/radio-cards";
import { Textarea } from "@/components/ui/textarea";
import { tierLabels } from "@/components/ui/tier-shape";
import { apiFetch } from "@/lib/client/api-fetch";
import { pauseTier } from "@/lib/client/operations/tier";
import type { PauseTierBody } from "@/lib/contracts/tier";
import type { TierPause } from "@/lib/contracts/tier-pause";
import type { Tier } from "@/lib/domain/tier/tier";

interface PauseTierDialogProps {
  tier: Tier;
  /** What is changed; null: the tier is paused by this. */
  pause: TierPause | null;
  onClose: () => void;
}

/** Why a tier gets no new work, for those who wait, and until when. */
export function PauseTierDialog({ tier, pause, onClose }: PauseTierDialogProps) {
  const formId = useId();
  const [end, setEnd] = useState<PauseEnd>(defaultEnd(pause));
  const save = useAdminMutation(
    (body: PauseTierBody) => apiFetch(pauseTier, { params: { slug: tier }, body }),
    tierStaleKeys,
  );
  const present = pause?.resumes_at ?? null;
  const verb = pause ? "Change pause" : "Pause tier";

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (save.isPending) return;
    const form = new FormData(event.currentTarget);
    // What tenants are shown is one line, however it was typed.
    const note = textOf(form, "note").replaceAll(/\s+/g, " ");
    save.mutate(
      { note, resumes_at: endOf(end, textOf(form, "until"), present, new Date()) },
      { onSuccess: onClose },
    );
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <DialogContent
        title={pause ? `Change the pause of ${tierLabels[tier]}` : `Pause ${tierLabels[tier]}?`}
        description="Its agents get no new jobs. What runs goes on; jobs that may run on another tier or on their tenant's own agents go there. Waiting jobs still expire at their limit."
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" type="submit" form={formId} loading={save.isPending}>
              {verb}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="space-y-4">
          <Field
            label="Note"
            required
            error={save.error?.fieldMessage("/note")}
            hint="Shown to tenants whose scans wait for it."
          >
            <Textarea
              name="note"
              rows={2}
              maxLength={500}
              defaultValue={pause?.note}
              placeholder="New scanners are being installed"
            />
          </Field>
          <RadioCards legend="Resumes" className="grid-cols-2">
            {PAUSE_ENDS.map(({ end: one, label }) => (
              <RadioCard
                key={one}
                name="end"
                value={one}
                checked={end === one}
                onChange={() => setEnd(one)}
                label={label}
              />
            ))}
          </RadioCards>
          {end === "until" ? (
            <Field
              label="Until"
              required
              error={save.error?.fieldMessage("/resumes_at")}
              hint="Your local time."
            >
              <Input
                name="until"
                type="datetime-local"
                defaultValue={present === null ? undefined : localText(present)}
              />
            </Field>
          ) : null}
          <RefusalNotice error={save.error} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
