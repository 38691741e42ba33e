/** A whole answer, not yet in any server's own form: a web Response costs more than most routes do. */
export class JsonAnswer {
  constructor(
    readonly status: number,
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>,
    /** Null: no body. */
    readonly text: string | null,
  ) {}

  toResponse(): Response {
    return new Response(this.text, { status: this.status, headers: this.headers });
  }
}
