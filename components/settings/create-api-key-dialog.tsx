"use client";

import { useState } from "react";
import { type ApiKeySource, useCreateApiKey } from "@/components/settings/api/api-keys";
import type { ScopeName } from "@/components/settings/scope-names";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { SecretOnce } from "@/components/ui/secret-once";
import { Select } from "@/components/ui/select";
import { ApiError } from "@/lib/client/api-error";

const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Never" },
];

interface CreateApiKeyDialogProps<Scope extends string> {
  source: ApiKeySource<Scope>;
  scopes: readonly Scope[];
  scopeNames: Record<Scope, ScopeName>;
  /** Ticked to begin with. */
  usualScopes: readonly Scope[];
  onClose: () => void;
}

/** Asks for name, scopes and lifetime, then shows the key this one time. */
export function CreateApiKeyDialog<Scope extends string>({
  source,
  scopes,
  scopeNames,
  usualScopes,
  onClose,
}: CreateApiKeyDialogProps<Scope>) {
  const create = useCreateApiKey(source);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>(usualScopes);
  const [lifetime, setLifetime] = useState("90");
  const error = create.error instanceof ApiError ? create.error : null;
  const nameError = error?.fieldMessage("/name");

  function submit(event: React.FormEvent) {
    event.preventDefault();
    create.mutate({
      name: name.trim(),
      scopes: [...chosen],
      expires_in_days: lifetime === "never" ? null : Number(lifetime),
    });
  }

  if (create.data) {
    return (
      <Dialog open>
        <DialogContent title="API key created" dismissable={false}>
          <SecretOnce secret={create.data.raw_key} title={create.data.api_key.name} onDone={onClose} />
        </DialogContent>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title="Create an API key"
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              form="create-key"
              variant="primary"
              loading={create.isPending}
              disabled={name.trim() === "" || chosen.length === 0}
            >
              Create key
            </Button>
          </>
        }
      >
        <form id="create-key" onSubmit={submit} className="space-y-4">
          <Field label="Name" hint="What will use it, such as “nightly pipeline”." error={nameError} required>
            <Input
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <fieldset>
            <legend className="mb-2 font-medium text-sm">Scopes</legend>
            <div className="grid gap-2.5 sm:grid-cols-2">
              {scopes.map((scope) => (
                <Checkbox
                  key={scope}
                  label={scopeNames[scope].label}
                  hint={scopeNames[scope].hint}
                  checked={chosen.includes(scope)}
                  onChange={(event) =>
                    setChosen(
                      scopes.filter((other) =>
                        other === scope ? event.target.checked : chosen.includes(other),
                      ),
                    )
                  }
                />
              ))}
            </div>
          </fieldset>
          <Field label="Expires after">
            <Select
              value={lifetime}
              options={lifetimes}
              onChange={(event) => setLifetime(event.target.value)}
            />
          </Field>
          {create.error && !nameError ? (
            <Notice tone="bad" title="No key was created">
              {create.error.message}
            </Notice>
          ) : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}
