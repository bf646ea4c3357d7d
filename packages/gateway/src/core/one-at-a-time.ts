/** Runs tasks one after the other, in the order in which they were asked for. One that fails does not hold up the next. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>;

export function oneAtATime(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
