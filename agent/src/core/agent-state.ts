/** What the agent's loops know together. Whoever changes it rings, so that the loops look again. */
import type { ClaimFacts } from "./claim-allowance";
import { Wakeup } from "./wakeup";

export class AgentState {
  /** Rung when the claim loop may have to do something else. */
  readonly claimNews = new Wakeup();
  /** Rung when the next beat shall not wait. */
  readonly beatNews = new Wakeup();
  #facts: Omit<ClaimFacts, "heldJobs">;
  #isOver = false;

  constructor(capacity: number, localLimit: number | null) {
    this.#facts = {
      capacity,
      localLimit,
      beats: "none_yet",
      isDrainOrdered: false,
      isDisabled: false,
      isShuttingDown: false,
      isShortOfResources: false,
    };
  }

  get facts(): Readonly<Omit<ClaimFacts, "heldJobs">> {
    return this.#facts;
  }

  /** All loops end. */
  get isOver(): boolean {
    return this.#isOver;
  }

  update(change: Partial<Omit<ClaimFacts, "heldJobs">>): void {
    this.#facts = { ...this.#facts, ...change };
    this.claimNews.wake();
  }

  end(): void {
    this.#isOver = true;
    this.claimNews.wake();
    this.beatNews.wake();
  }
}
