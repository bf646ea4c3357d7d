import { UsageError } from '../ending.ts';

const SECRET_FLAG =
  /^--?(?:[\w-]*-)?(?:secret(?:-?key)?|(?:api|app|sign|private)-?key|password|passphrase|token)$/iu;

/** Refuses flags that would carry a secret, before anything could print their values. */
export function refuseSecretFlags(commandArguments: readonly string[]): void {
  for (const argument of commandArguments) {
    if (argument === '--') return;
    const [flag = ''] = argument.split('=', 1);
    if (!SECRET_FLAG.test(flag)) continue;
    throw new UsageError(
      `${flag}: secrets are not taken from the command line, where any process can read them\n` +
        '  Put them into a file and give --credentials FILE, or set COUNTERSIGN_CREDENTIALS.',
    );
  }
}
