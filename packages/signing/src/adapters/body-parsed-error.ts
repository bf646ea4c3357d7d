/**
 * Somebody parsed the body before the receiver saw it, and did not keep its bytes. A signature covers bytes; JSON that is written
 * again has other ones. This is a defect of the program, not of the callback, so it is thrown and no verdict.
 */
export class BodyParsedError extends Error {
  override readonly name = 'BodyParsedError';
  readonly code = 'body_parsed';
  /** Who parsed it: `express.json()`. */
  readonly parser: string;
  /** What to do about it. */
  readonly fix: string;

  constructor(parser: string, fix: string) {
    super(`${parser} read the body before the receiver did, and the signature covers its bytes. ${fix}`);
    this.parser = parser;
    this.fix = fix;
  }
}
