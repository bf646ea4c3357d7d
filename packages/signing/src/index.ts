/**
 * Sign and verify what payment providers send and receive. Pure: no I/O, no clock of its own.
 *
 * @module
 */

export { type Acknowledgement, type AcknowledgementAnswer, isAcknowledged } from './acknowledgement.ts';
export { type AnexpayCredentials, type AnexpayOptions, anexpay, createAnexpay } from './dialects/anexpay.ts';
export { type BasicexCredentials, basicex } from './dialects/basicex.ts';
export {
  type BlackhatCredentials,
  type BlackhatOptions,
  blackhat,
  createBlackhat,
} from './dialects/blackhat.ts';
export {
  createEasylink,
  type EasylinkCredentials,
  type EasylinkOptions,
  easylink,
} from './dialects/easylink.ts';
export { DIALECTS, type DialectName, dialectNamed } from './dialects/registry.ts';
export { UPAY_ENCRYPTED_PATHS, type UpayCredentials, upay, upayAnswer } from './dialects/upay.ts';
export {
  type Callback,
  type Dialect,
  type Direction,
  type DirectionName,
  directionOf,
  type Mode,
  modeByIdentity,
  oneMode,
} from './direction.ts';
export { type CallbackEvent, type EventValue, readEvent } from './event.ts';
export { inspect, type Presented } from './inspect.ts';
export { certificate, formatSerialNumber, type ParsedCertificate, privateKey, publicKey } from './keys.ts';
export {
  type Header,
  headerValue,
  headerValues,
  type Message,
  type MessageInput,
  message,
  type SplitUrl,
  splitUrl,
} from './message.ts';
export { type Signed, type SignOptions, sign } from './sign.ts';
export { decodeUtf8 } from './text/encoding.ts';
export type { FormParameter } from './text/form.ts';
export { type JsonNode, JsonSyntaxError, parseJson } from './text/json.ts';
export {
  Refusal,
  type Rejected,
  type Replay,
  rejected,
  type Stage,
  VERDICT_CODES,
  type Verdict,
  type VerdictCode,
  type Verified,
} from './verdict.ts';
export { type CredentialsInput, type VerifyOptions, verify, verifyPresented } from './verify.ts';
export type { Carrier } from './vocabulary/carriers.ts';
export { header, parameter } from './vocabulary/carriers.ts';
export { decrypt, encrypt, keyIdOf } from './vocabulary/compact-jwe.ts';
export { type Freshness, increasingSeconds, within } from './vocabulary/freshness.ts';
export { type Identity, sentCertificate, sentKey } from './vocabulary/identity.ts';
export { flattenedJson, sortedForm, sortedJson } from './vocabulary/parameters.ts';
export * as parts from './vocabulary/parts.ts';
export { type Credentials, hmac, rsaSha256, type Seal } from './vocabulary/seals.ts';
export { Source } from './vocabulary/source.ts';
export {
  concat,
  type Fragment,
  join,
  type Part,
  type Reading,
  StringToSign,
} from './vocabulary/string-to-sign.ts';
export { formParameters, Wire } from './vocabulary/wire.ts';
export { jwe, type Wrapping } from './vocabulary/wrapping.ts';
