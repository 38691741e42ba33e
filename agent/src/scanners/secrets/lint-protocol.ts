/** What the scanner and its lint worker say to each other. */

export interface LintRequest {
  id: number;
  path: string;
  text: string;
}

export interface LintHit {
  /** Last part of secretlint's rule id, such as `github`. */
  rule: string;
  message: string;
  /** Offsets into the text, end exclusive. */
  start: number;
  end: number;
}

export type LintAnswer = { id: number; hits: LintHit[] } | { id: number; failure: string };
