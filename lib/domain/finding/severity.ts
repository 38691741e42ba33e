export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ["high", "medium", "low"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const FINDING_STATES = ["new", "open", "fixed", "reopened", "dismissed"] as const;
export type FindingState = (typeof FINDING_STATES)[number];
