import type { Server, ServerResponse } from 'node:http';

/** Counts the requests whose answer has not left yet. */
export class InFlight {
  #count = 0;
  #whenNone: (() => void) | undefined;

  constructor(server: Server) {
    server.prependListener('request', (_request, response: ServerResponse) => {
      this.#count++;
      response.on('close', this.#finish);
    });
  }

  /** Resolves once there is none, or after `limitMilliseconds`, with how many are left. */
  drain(limitMilliseconds: number): Promise<number> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        resolve(this.#count);
      };
      const timer = setTimeout(finish, limitMilliseconds);
      this.#whenNone = finish;
      if (this.#count === 0) finish();
    });
  }

  #finish = (): void => {
    this.#count--;
    if (this.#count === 0) this.#whenNone?.();
  };
}
