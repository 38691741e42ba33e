"use client";

import { useState } from "react";
import { useChangePassword } from "@/components/account/api/sessions";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { ApiError } from "@/lib/client/api-error";

/** Changes the password; all other sessions end with it. */
export function PasswordCard({ email }: { email: string }) {
  const change = useChangePassword();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const error = change.error instanceof ApiError ? change.error : null;
  const currentError = error?.fieldMessage("/current_password");
  const nextError = error?.fieldMessage("/new_password");

  function submit(event: React.FormEvent) {
    event.preventDefault();
    if (change.isPending) return;
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          setCurrent("");
          setNext("");
        },
      },
    );
  }

  return (
    <Card aria-labelledby="password-title">
      <form onSubmit={submit}>
        <CardHeader
          id="password-title"
          title="Password"
          description="Changing it ends every other session at once."
        />
        <CardBody className="grid gap-4 sm:grid-cols-2">
          {/* Lets a password manager know whose password this is. */}
          <input type="text" name="username" value={email} autoComplete="username" readOnly hidden />
          <Field label="Current password" error={currentError} required>
            <Input
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          </Field>
          <Field label="New password" hint="12 to 128 characters." error={nextError} required>
            <Input
              type="password"
              autoComplete="new-password"
              minLength={12}
              maxLength={128}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          </Field>
          {change.error && !currentError && !nextError ? (
            <Notice tone="bad" title="The password was not changed" className="sm:col-span-2">
              {change.error.message}
            </Notice>
          ) : null}
          {change.isSuccess ? (
            <Notice tone="ok" title="The password is changed" className="sm:col-span-2">
              Every other session has ended.
            </Notice>
          ) : null}
        </CardBody>
        <CardFooter className="justify-end">
          <Button
            type="submit"
            variant="primary"
            loading={change.isPending}
            disabled={current === "" || next === ""}
          >
            Change password
          </Button>
        </CardFooter>
      </form>
    </Card>
  );
}
