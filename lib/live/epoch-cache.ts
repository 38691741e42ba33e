/** Where the rows come from. `epoch` is of the same instant as the row. */
export interface EpochSource<Row> {
  readEpoch(): Promise<string>;
  /** `isKept: false`: asked for again at the next use, e.g. because the row ends by itself. */
  read(key: string): Promise<{ row: Row; epoch: string; isKept: boolean }>;
}

/**
 * Keeps rows in memory for as long as a number of the database stays the same, which changes with whatever changes one.
 * The number is read at most once in `checkMs`, and only when somebody asks for a row.
 *
 * Promise: a change that was committed `checkMs` before a call, or before the last `forget` of this process, is seen by
 * that call. Of more than `rowsMax` rows the ones that were read first are dropped.
 * Failure: an error of the source is the caller's; nothing is answered from memory that could not be checked.
 */
export class EpochCache<Row> {
  private readonly rows = new Map<string, { row: Row; epoch: string }>();
  private epoch = "";
  private checkedAt = Number.NEGATIVE_INFINITY;
  private checking: Promise<void> | null = null;

  constructor(
    private readonly source: EpochSource<Row>,
    private readonly options: { rowsMax: number; checkMs: number },
  ) {}

  async get(key: string): Promise<Row> {
    const calledAt = performance.now();
    while (this.checkedAt <= calledAt - this.options.checkMs) {
      this.checking ??= this.check();
      await this.checking;
    }
    const kept = this.rows.get(key);
    if (kept?.epoch === this.epoch) return kept.row;
    const { row, epoch, isKept } = await this.source.read(key);
    this.rows.delete(key);
    if (isKept) this.keep(key, { row, epoch });
    return row;
  }

  /** Call after the commit of a change: the next call looks at the number again. */
  forget(): void {
    this.checkedAt = Number.NEGATIVE_INFINITY;
    // A look that is under way may have come before the commit.
    this.checking = null;
  }

  private check(): Promise<void> {
    const startedAt = performance.now();
    const look: Promise<void> = this.source.readEpoch().then(
      (epoch) => {
        if (this.checking !== look) return;
        this.checking = null;
        this.epoch = epoch;
        this.checkedAt = startedAt;
      },
      (error: unknown) => {
        if (this.checking === look) this.checking = null;
        throw error;
      },
    );
    return look;
  }

  private keep(key: string, entry: { row: Row; epoch: string }): void {
    this.rows.set(key, entry);
    if (this.rows.size <= this.options.rowsMax) return;
    const [oldest] = this.rows.keys();
    if (oldest !== undefined) this.rows.delete(oldest);
  }
}
