import { leadOf } from "@/lib/domain/queue/lane-lead";
import type { AgentGroup } from "./fleet";
import { isBefore, type Job } from "./job";
import { type Indexed, OrderedIndex } from "./ordered-index";
import type { Tenant } from "./tenant";

/** Where a tenant stands in a lane. Stays when it waits no more, so that a moment of idleness wipes nothing out. */
export interface Place extends Indexed {
  tenant: Tenant;
  lane: Lane;
  pass: number;
  /** How far work in other lanes can raise it. */
  passMax: number;
  key: number;
  jobs: OrderedIndex<Job>;
}

/** The jobs that the same agents may run; the tier ceiling is the lower of the job's and of what its tenant may use now. */
export class Lane {
  virtualTime = 0;
  earnedTime = 0;
  backlogWeight = 0;
  /** What all passes in this lane, and its virtual time, are shifted by when they are compared with those of others. */
  shift = 0;
  /** The tenants that wait and have room. */
  readonly inOrder = new OrderedIndex<Place>((a, b) =>
    a.key === b.key ? a.tenant.id < b.tenant.id : a.key < b.key,
  );

  constructor(
    readonly id: string,
    readonly tool: string,
    readonly capabilities: readonly string[],
    readonly tierCeiling: number,
    readonly groups: readonly AgentGroup[],
  ) {}

  get freeSlots(): number {
    return this.groups.reduce((sum, group) => sum + group.freeSlots, 0);
  }

  /** How far it is ahead of another lane's virtual time; nothing when nobody waits in it. */
  leadOver(otherVirtualTime: number): number[] {
    const first = this.inOrder.first;
    if (first === null) return [];
    const { virtualTime, shift } = this;
    return [leadOf({ virtualTime: virtualTime + shift, firstPass: first.pass + shift }, otherVirtualTime)];
  }

  placeOf(tenant: Tenant): Place | null {
    return tenant.places.get(this) ?? null;
  }

  createPlace(tenant: Tenant, pass: number): Place {
    const jobs = new OrderedIndex<Job>(isBefore);
    const place: Place = { tenant, lane: this, pass, passMax: pass, key: 0, jobs, indexAt: null };
    tenant.places.set(this, place);
    return place;
  }

  /** Puts the place into the index, moves it there or takes it out, as its tenant has jobs and room. */
  list(place: Place): void {
    const { terms, running } = place.tenant;
    const isListed = place.jobs.size > 0 && running < terms.runningMax;
    if (isListed) this.inOrder.put(place);
    else this.inOrder.remove(place);
  }
}
