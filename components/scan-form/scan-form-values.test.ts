import { describe, expect, it } from "vitest";
import { SubmitJobBody } from "@/lib/contracts/job";
import { emptyScanForm, fieldOfPointer, targetFault, toSubmitBody } from "./scan-form-values";

describe("toSubmitBody", () => {
  it("sends tool and target alone when nothing else was touched", () => {
    const body = toSubmitBody({ ...emptyScanForm, target: " https://example.com " }, null);
    expect(body).toEqual({ tool: "http-headers", target: "https://example.com" });
    expect(SubmitJobBody.safeParse(body).success).toBe(true);
  });

  it("sends what was chosen, typed as the API takes it", () => {
    const body = toSubmitBody(
      {
        ...emptyScanForm,
        target: "https://example.com",
        profile: "quick",
        options: { paths_extra: "/a\n\n /b ", delay_ms: "50", ports: "22" },
        tier: "dedicated",
        region: "eu-west",
        priority: "-3",
        timeout_seconds: "120",
      },
      null,
    );
    expect(body).toEqual({
      tool: "http-headers",
      target: "https://example.com",
      profile: "quick",
      options: { paths_extra: ["/a", "/b"], delay_ms: 50 },
      tier: "dedicated",
      region: "eu-west",
      priority: -3,
      timeout_seconds: 120,
    });
    expect(SubmitJobBody.safeParse(body).success).toBe(true);
  });

  it("names the uploaded archive as target", () => {
    const id = "01900000-0000-7000-8000-000000000001";
    expect(toSubmitBody({ ...emptyScanForm, tool: "secrets" }, id).target).toBe(id);
  });
});

describe("fieldOfPointer", () => {
  it("finds the input that a refusal means", () => {
    expect(fieldOfPointer("http-headers", "/target")).toBe("target");
    expect(fieldOfPointer("http-headers", "/options/paths_extra/0")).toBe("options.paths_extra");
    expect(fieldOfPointer("nmap", "/options/ports")).toBe("options.ports");
    expect(fieldOfPointer("nmap", "/selection_mode")).toBe("selection_mode");
  });
  it("answers null for what the form does not ask, so that it is shown above the form", () => {
    expect(fieldOfPointer("nmap", "/options/paths_extra")).toBeNull();
    expect(fieldOfPointer("nmap", "/allow_queue")).toBeNull();
    expect(fieldOfPointer("nmap", "")).toBeNull();
  });
});

describe("targetFault", () => {
  it("knows what each scanner expects", () => {
    expect(targetFault("http-headers", "https://example.com/x")).toBeNull();
    expect(targetFault("http-headers", "example.com")).toMatch(/http/);
    expect(targetFault("nmap", "example.com")).toBeNull();
    expect(targetFault("nmap", "https://example.com")).toMatch(/host alone/);
    expect(targetFault("sslscan", "example.com:443")).toBeNull();
    expect(targetFault("sslscan", "example.com")).toMatch(/port/);
    expect(targetFault("secrets", "")).toBeNull();
  });
});
