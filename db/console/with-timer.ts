/** Does a piece of work; `onTime` is called when it takes longer than `ms`. */
export async function withTimer<T>(ms: number, onTime: () => void, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(onTime, ms);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
