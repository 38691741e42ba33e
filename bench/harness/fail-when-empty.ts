/** `onEmpty` of a fleet for which there is always work: what is measured would mean nothing otherwise. */
export function failWhenEmpty(): never {
  throw new Error("A claim came back empty although jobs that the agent may run were waiting.");
}
