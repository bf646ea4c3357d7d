import {
  type Credentials,
  type JsonNode,
  JsonSyntaxError,
  parseJson,
  upayAnswer,
} from '@countersign/signing';

/**
 * UPay's encrypted answers: `{"code":0,…,"data":{"payload":"<JWE>"}}`, with `data` replaced by what it decrypts to. The page
 * draws a bare `{"payload":"<JWE>"}` (upay-api-en.readme.io/reference/api-basic); that is opened too.
 * Everything else stays as it was written, numbers included. Undefined where nothing is encrypted.
 */
export async function openUpayAnswer(body: Buffer, credentials: Credentials): Promise<Buffer | undefined> {
  const envelope = tryParse(body.toString('utf8'));
  if (envelope?.kind !== 'object') return undefined;
  const bare = ciphertextOf(envelope);
  if (bare !== undefined) return Buffer.from(await upayAnswer.open(bare, credentials));
  const ciphertext = ciphertextOf(envelope.members.find(({ key }) => key === 'data')?.value);
  if (ciphertext === undefined) return undefined;
  const data = Buffer.from(await upayAnswer.open(ciphertext, credentials)).toString('utf8');
  const members = envelope.members.map(
    ({ key, value }) => `${JSON.stringify(key)}:${key === 'data' ? data : value.source}`,
  );
  return Buffer.from(`{${members.join(',')}}`, 'utf8');
}

function ciphertextOf(node: JsonNode | undefined): string | undefined {
  if (node?.kind !== 'object' || node.members.length !== 1) return undefined;
  const [member] = node.members;
  return member?.key === 'payload' && member.value.kind === 'string' ? member.value.value : undefined;
}

function tryParse(text: string): JsonNode | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}
