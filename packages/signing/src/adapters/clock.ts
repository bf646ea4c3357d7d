/** Unix milliseconds. A receiver stands at the edge of a program, where a clock is read; what verifies is handed the time. */
export const systemClock: () => number = Date.now;
