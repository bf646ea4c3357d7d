/**
 * Does things side by side, but those of one lane one after the other: what happened to one payment is told in its order, and
 * payments do not wait for each other.
 *
 * @param width how many lanes at once
 */
export async function runInLanes<T>(
  things: readonly T[],
  { laneOf, width }: { readonly laneOf: (thing: T) => string; readonly width: number },
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const lanes = [...Map.groupBy(things, laneOf).values()];
  const next = lanes.values();
  const worker = async () => {
    for (const lane of next) for (const thing of lane) await work(thing);
  };
  const workers = Array.from({ length: Math.min(width, lanes.length) }, worker);
  for (const outcome of await Promise.allSettled(workers)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
