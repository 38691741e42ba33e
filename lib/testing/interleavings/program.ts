import fc from "fast-check";
import { AppError } from "@/lib/domain/errors";
import {
  changeTenant,
  deleteAgent,
  dismiss,
  enrol,
  moveAgent,
  pause,
  requeue,
  resizeAgent,
  resume,
} from "@/lib/testing/interleavings/admin-steps";
import { beat, claim, findings, poll, status, sync } from "@/lib/testing/interleavings/agent-steps";
import type { Step, StepKind } from "@/lib/testing/interleavings/step";
import { cancel, retry, submit, submitByKey } from "@/lib/testing/interleavings/tenant-steps";
import {
  growOld,
  kill,
  maintain,
  pauseRunsOut,
  removeHistory,
  wait,
} from "@/lib/testing/interleavings/time-steps";
import { anyOf, type World } from "@/lib/testing/interleavings/world";
import { beginJudgedSteps } from "@/lib/testing/queue-judge";

const GROUPS = 40;
const STEPS_AT_ONCE = 3;

/** How often each is drawn. */
const MIX: readonly (readonly [number, StepKind])[] = [
  [18, submit],
  [2, submitByKey],
  [3, cancel],
  [1, retry],
  [16, claim],
  [6, poll],
  [16, status],
  [2, beat],
  [6, sync],
  [2, findings],
  [2, pause],
  [4, resume],
  [3, pauseRunsOut],
  [3, moveAgent],
  [1, deleteAgent],
  [2, enrol],
  [3, requeue],
  [2, dismiss],
  [7, kill],
  [2, wait],
  [5, growOld],
  [6, removeHistory],
  [11, maintain],
];

/** Of all steps. */
export const STEP_NAMES = [...MIX.map(([, kind]) => kind), changeTenant, resizeAgent].map(({ name }) => name);

const anyStep = fc.oneof(...MIX.map(([weight, { steps }]) => ({ weight, arbitrary: steps })));
const together = fc.array(anyStep, { minLength: STEPS_AT_ONCE, maxLength: STEPS_AT_ONCE });
const withChange = fc.tuple(together, changeTenant.steps).map(([steps, change]) => [...steps, change]);
const resize = resizeAgent.steps.map((step) => [step]);

/** Groups of steps: those of a group run at the same time, and a group when the one before it has ended. */
export const program: fc.Arbitrary<Step[][]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: together },
    { weight: 4, arbitrary: withChange },
    { weight: 1, arbitrary: resize },
  ),
  { minLength: GROUPS, maxLength: GROUPS },
);

/** Plays a program; answers how often each step was done to something and not refused. Throws what is no refusal. */
export async function play(world: World, groups: readonly (readonly Step[])[]): Promise<string[]> {
  const done: string[] = [];
  for (const [index, steps] of groups.entries()) {
    const verdicts = await beginJudgedSteps(anyOf(world.servers, 0));
    if (verdicts.length > 0) throw new Error(`In group ${index - 1}: ${verdicts.join("; ")}`);
    done.push(...(await playTogether(world, steps)));
  }
  return done;
}

async function playTogether(world: World, steps: readonly Step[]): Promise<string[]> {
  const over = new AbortController();
  const runs = steps.map(async (step) => ((await step.run(world, over.signal)) === false ? [] : [step.name]));
  const all = Promise.allSettled(runs);
  await Promise.allSettled(runs.filter((_, index) => !steps[index]?.isPoll));
  over.abort();
  return (await all).flatMap((result) => {
    if (result.status === "fulfilled") return result.value;
    if (result.reason instanceof AppError) return [];
    throw result.reason;
  });
}
