import type { AnyContract } from "@/lib/contracts/contract";
import { errorsOf } from "@/lib/contracts/contract-errors";
import { Problem } from "@/lib/contracts/problem";
import type { ErrorCode } from "@/lib/domain/errors";
import type { RouteHandler } from "@/lib/http/define-route";
import { PROBLEMS } from "@/lib/http/problem";
import { type AbuseCall, sendCall } from "./abuse-call";

export interface Expected {
  code?: ErrorCode;
  status?: number;
  /** One of the errors points here, or with `isExact: false` into it or around it. */
  pointer?: string;
  isExact?: boolean;
}

/** What only the inside of the server says: stacks, SQL, names of libraries. */
const INTERNALS =
  /node_modules|\n +at |\bat \S+ \(.+:\d+:\d+\)|\.tsx?:\d|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.+\b(FROM|VALUES|SET|WHERE)\b|violates|syntax error|ZodError|Prisma|\bpg_|invalid byte sequence|out of range for type/;

const REFUSAL_LENGTH_MAX = 16_000;

/** Looking at every row of every table costs more than a call: so many calls share a look. */
const CALLS_PER_LOOK = 20;

/** Longer than any answer but a long poll's, whose caller then hangs up. */
const PATIENCE_MS = 500;

/**
 * Makes calls that have to be refused and collects what is wrong with the refusals, so that one run shows all of it:
 * status and code, the problem document's shape, nothing of the inside or of another tenant in it, nothing changed.
 */
export class AbuseBench {
  private faults: string[] = [];
  /** Calls since the last look at the database, none of which may have changed it. */
  private unseen: string[] = [];

  constructor(
    private readonly handler: RouteHandler,
    private readonly foreignTexts: readonly string[],
    private readonly checksum: () => Promise<Record<string, string>>,
    private before: Record<string, string>,
  ) {}

  private get contract(): AnyContract {
    return this.handler.contract;
  }

  /** Sends a call that must be refused; answers the refusal without its request id. */
  async refuse(name: string, call: AbuseCall, expected: Expected): Promise<Record<string, unknown> | null> {
    const response = await sendCall(this.handler, call);
    const text = await response.text();
    const problem = this.readProblem(name, response, text);
    if (text.length > REFUSAL_LENGTH_MAX) this.fault(name, `the refusal has ${text.length} characters`);
    if (problem) this.compare(name, problem, expected);
    this.requireNothingInner(name, text);
    this.requireNothingForeign(name, text, call);
    await this.requireNothingChanged(name);
    if (!problem) return null;
    const { request_id: _, ...rest } = problem;
    return rest;
  }

  /** Sends a call that must be allowed, and answers its text. */
  async allow(name: string, call: AbuseCall): Promise<string> {
    await this.look();
    const response = await sendCall(this.handler, call);
    const text = await response.text();
    if (!response.ok) this.fault(name, `answered ${response.status} ${text.slice(0, 300)}`);
    this.before = await this.checksum();
    return text;
  }

  /** Sends a call that may succeed or not: it does not fall over, and a refusal is whole and declared. */
  async survive(name: string, call: AbuseCall): Promise<void> {
    const response = await sendCall(this.handler, { ...call, signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await response.text();
    if (response.ok) this.requireOwnOnly(name, text, call);
    else {
      this.readProblem(name, response, text);
      this.requireNothingInner(name, text);
      this.requireNothingForeign(name, text, call);
    }
  }

  /** Sends a call that only reads: it is answered, or refused with one of these. */
  async allowOrRefuse(name: string, call: AbuseCall, statuses: readonly number[]): Promise<void> {
    const response = await sendCall(this.handler, call);
    const text = await response.text();
    if (!response.ok && this.readProblem(name, response, text) && !statuses.includes(response.status)) {
      this.fault(name, `answered ${response.status} ${text.slice(0, 300)}`);
    }
    if (response.ok) this.requireOwnOnly(name, text, call);
    else this.requireNothingForeign(name, text, call);
    await this.requireNothingChanged(name);
  }

  /** What was found wrong since the last call of this. */
  async takeFaults(): Promise<string[]> {
    await this.look();
    const { faults } = this;
    this.faults = [];
    return faults;
  }

  fault(name: string, what: string): void {
    this.faults.push(`${name}: ${what}`);
  }

  requireNothingInner(name: string, text: string): void {
    const internal = INTERNALS.exec(text)?.[0];
    if (internal) this.fault(name, `the body shows the inside: ${internal}`);
  }

  /** What the caller has sent may come back. */
  requireNothingForeign(name: string, text: string, call: AbuseCall): void {
    const sent = JSON.stringify([call.id, call.query?.toString(), call.headers, String(call.body)]);
    for (const foreign of this.foreignTexts) {
      if (text.includes(foreign) && !sent.includes(foreign))
        this.fault(name, `the body shows another tenant's ${foreign}`);
    }
  }

  /** In an answer: admins and agents see every tenant, its people and keys only their own. */
  requireOwnOnly(name: string, text: string, call: AbuseCall): void {
    const { kind } = this.contract.access;
    if (kind === "tenant" || kind === "user") this.requireNothingForeign(name, text, call);
  }

  async requireNothingChanged(name: string): Promise<void> {
    this.unseen.push(name);
    if (this.unseen.length >= CALLS_PER_LOOK) await this.look();
  }

  private async look(): Promise<void> {
    if (this.unseen.length === 0) return;
    const after = await this.checksum();
    const changed = Object.keys(after).filter((table) => after[table] !== this.before[table]);
    if (changed.length > 0) this.fault(`one of ${this.unseen.join("; ")}`, `changed ${changed.join(", ")}`);
    this.before = after;
    this.unseen = [];
  }

  private readProblem(name: string, response: Response, text: string): Problem | null {
    const { status, headers } = response;
    if (status < 400 || status === 500) {
      this.fault(name, `answered ${status} ${text.slice(0, 300)}`);
      return null;
    }
    const parsed = Problem.safeParse(parse(text));
    if (!parsed.success || headers.get("content-type") !== "application/problem+json") {
      this.fault(name, `is no problem document: ${headers.get("content-type")} ${text.slice(0, 300)}`);
      return null;
    }
    const problem = parsed.data;
    const { title } = PROBLEMS[problem.code];
    const isWhole =
      problem.status === status &&
      status === PROBLEMS[problem.code].status &&
      problem.title === title &&
      problem.type.endsWith(problem.code) &&
      problem.detail.length > 10 &&
      problem.request_id === headers.get("x-request-id") &&
      headers.get("cache-control") === "no-store" &&
      (status === 401) === headers.has("www-authenticate");
    if (!isWhole)
      this.fault(name, `a problem document that contradicts itself: ${status} ${text.slice(0, 300)}`);
    if (!errorsOf(this.contract).includes(problem.code))
      this.fault(name, `${problem.code} is not declared by the contract`);
    return problem;
  }

  private compare(name: string, problem: Problem, expected: Expected): void {
    const { code, status, pointer, isExact = true } = expected;
    const got = `${problem.status} ${problem.code} ${JSON.stringify(problem.errors ?? [])}`.slice(0, 300);
    if (code !== undefined && problem.code !== code) this.fault(name, `${got} in place of ${code}`);
    if (status !== undefined && problem.status !== status) this.fault(name, `${got} in place of ${status}`);
    if (pointer === undefined) return;
    const points = (problem.errors ?? []).some(
      (error) =>
        error.pointer === pointer ||
        (!isExact && (error.pointer.startsWith(`${pointer}/`) || pointer.startsWith(error.pointer))),
    );
    if (!points) this.fault(name, `${got} does not point to ${pointer}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
