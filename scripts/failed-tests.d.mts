interface Spec {
  file: string;
  line: number;
  title: string;
  tests: { status: string; results: { errors: { message: string }[] }[] }[];
}

interface Suite {
  specs: Spec[];
  suites?: Suite[];
}

interface FileResult {
  name: string;
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}

export function failedInVitest(report: { testResults: FileResult[] }): string[];
export function failedInPlaywright(report: { suites: Suite[]; errors: { message: string }[] }): string[];
