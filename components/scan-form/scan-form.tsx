"use client";

import { useRouter } from "next/navigation";
import { type FieldErrors, useForm } from "react-hook-form";
import { AdvancedFields } from "@/components/scan-form/advanced-fields";
import { useSubmitScan } from "@/components/scan-form/api/use-submit-scan";
import {
  emptyScanForm,
  fieldOfPointer,
  type ScanFormValues,
  targetFault,
} from "@/components/scan-form/scan-form-values";
import { SubmitBar } from "@/components/scan-form/submit-bar";
import { TargetField } from "@/components/scan-form/target-field";
import { Card, CardBody } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { RadioCard } from "@/components/ui/radio-card";
import { RadioCards } from "@/components/ui/radio-cards";
import { ApiError } from "@/lib/client/api-error";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";
import { ARCHIVE_BYTES_MAX } from "@/lib/domain/archive/archive-bytes-max";
import { TOOL_NAMES, TOOLS } from "@/lib/domain/tool/tools";

/** Scanner, target, and under Advanced what has a good default. */
export function ScanForm() {
  const { slug } = useTenantSession();
  const router = useRouter();
  const submit = useSubmitScan(slug);
  const form = useForm<ScanFormValues>({ defaultValues: emptyScanForm, resolver: checkValues });
  const tool = form.watch("tool");

  const send = form.handleSubmit(async (values) => {
    if (submit.isSuccess) return;
    try {
      const { job } = await submit.mutateAsync(values);
      router.push(paths.scan(slug, job.id));
    } catch (error) {
      const first = showRefusal(error, values.tool, (name, message) => form.setError(name, { message }));
      if (first) form.setFocus(first);
    }
  });

  const general = submit.error ? generalMessage(submit.error, tool) : null;
  return (
    <form onSubmit={send} noValidate>
      <Card>
        <CardBody className="space-y-5 sm:py-5">
          <RadioCards legend="Scanner" className="sm:grid-cols-2">
            {TOOL_NAMES.map((name) => (
              <RadioCard
                key={name}
                value={name}
                label={TOOLS[name].label}
                description={TOOLS[name].description}
                {...form.register("tool", { onChange: () => form.clearErrors() })}
              />
            ))}
          </RadioCards>
          <TargetField form={form} tool={tool} />
          <AdvancedFields form={form} tool={tool} />
          {general ? (
            <Notice tone="bad" title="The scan was not submitted">
              {general}
            </Notice>
          ) : null}
        </CardBody>
        <SubmitBar form={form} isSent={submit.isPending || submit.isSuccess} />
      </Card>
    </form>
  );
}

/** What the browser can tell before asking; all else is the server's to say. */
function checkValues(values: ScanFormValues) {
  const errors: FieldErrors<ScanFormValues> = {};
  const fault = targetFault(values.tool, values.target);
  if (fault) errors.target = { type: "target", message: fault };
  if (TOOLS[values.tool].target === "archive") {
    const { archive } = values;
    if (!archive) errors.archive = { type: "archive", message: "Choose a .tar or .tar.gz file." };
    else if (archive.size > ARCHIVE_BYTES_MAX)
      errors.archive = { type: "archive", message: "An archive has at most 32 MiB." };
  }
  return Object.keys(errors).length > 0 ? { values: {}, errors } : { values, errors: {} };
}

type FieldName = Parameters<ReturnType<typeof useForm<ScanFormValues>>["setError"]>[0];

/** Puts each message of a refusal on the input it means; answers the first such input. */
function showRefusal(
  error: unknown,
  tool: ScanFormValues["tool"],
  set: (name: FieldName & keyof ScanFormValues, message: string) => void,
): keyof ScanFormValues | null {
  let first: keyof ScanFormValues | null = null;
  for (const { pointer, message } of (error instanceof ApiError && error.problem?.errors) || []) {
    const field = fieldOfPointer(tool, pointer);
    if (!field) continue;
    const name = (field === "target" && tool === "secrets" ? "archive" : field) as keyof ScanFormValues;
    set(name, message);
    first ??= name;
  }
  return first;
}

/** The part of a refusal that belongs to no input. */
function generalMessage(error: Error, tool: ScanFormValues["tool"]): string | null {
  const errors = (error instanceof ApiError && error.problem?.errors) || [];
  if (errors.length === 0) return error.message;
  const homeless = errors.filter(({ pointer }) => fieldOfPointer(tool, pointer) === null);
  return homeless.length === 0 ? null : homeless.map(({ message }) => message).join(" ");
}
