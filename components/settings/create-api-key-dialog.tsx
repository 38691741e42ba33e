"use client";

import { useState } from "react";
import { useCreateApiKey } from "@/components/settings/api/api-keys";
import { scopeNames } from "@/components/settings/scope-names";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { SecretOnce } from "@/components/ui/secret-once";
import { Select } from "@/components/ui/select";
import { ApiError } from "@/lib/client/api-error";
import { TENANT_KEY_SCOPES, type TenantKeyScope } from "@/lib/domain/access/permissions";

const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Never" },
];

const usualScopes: readonly TenantKeyScope[] = ["jobs:read", "jobs:write", "findings:read"];

/** Asks for name, scopes and lifetime, then shows the key this one time. */
export function CreateApiKeyDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const create = useCreateApiKey(slug);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly TenantKeyScope[]>(usualScopes);
  const [lifetime, setLifetime] = useState("90");
  const error = create.error instanceof ApiError ? create.error : null;
  const nameError = error?.fieldMessage("/name");

  function submit(event: React.FormEvent) {
    event.preventDefault();
    create.mutate({
      name: name.trim(),
      scopes: [...scopes],
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
              disabled={name.trim() === "" || scopes.length === 0}
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
              {TENANT_KEY_SCOPES.map((scope) => (
                <Checkbox
                  key={scope}
                  label={scopeNames[scope].label}
                  hint={scopeNames[scope].hint}
                  checked={scopes.includes(scope)}
                  onChange={(event) =>
                    setScopes(
                      TENANT_KEY_SCOPES.filter((other) =>
                        other === scope ? event.target.checked : scopes.includes(other),
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
