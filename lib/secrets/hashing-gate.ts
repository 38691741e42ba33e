import { AppError } from "@/lib/domain/errors";

/**
 * Lets at most `atOnceMax` pieces of work run together and `waitingMax` wait; beyond that it refuses with 503 instead of
 * growing. Password hashing is made to cost memory and time, so that without a gate it would be the way to stall a server.
 */
export class HashingGate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnceMax: number,
    private readonly waitingMax: number,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnceMax) this.running++;
    else await this.turn();
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so that nobody who comes later can take it.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.waitingMax) {
      throw new AppError(
        "service_unavailable",
        "Too many sign-ins are being checked just now. Try again shortly.",
        {
          retryAfterSeconds: 2,
        },
      );
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
