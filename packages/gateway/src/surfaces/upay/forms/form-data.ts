import { JsonSyntaxError, losslessValue, parseJson } from '@countersign/signing/json';
import Type from 'typebox';
import { bodyReader, type FieldProblem, type Read } from '../../../http/json-body.ts';

/** `formData` as it is sent: the fields of a group as a list, or of one that may be repeated as an object of lists by index. */
export interface FormData {
  readonly code: string;
  readonly group: readonly {
    readonly code: string;
    readonly fields: readonly SentField[] | Readonly<Record<string, readonly SentField[]>>;
  }[];
}

export interface SentField {
  readonly fieldKey: string;
  readonly fieldValue?: string | null;
}

const SHAPE =
  '[{"code":"<group>","fields":[{"fieldKey":"<key>","fieldValue":"<text>"}]}], and of a group that may be repeated "fields":{"0":[…]}.';

const fields = Type.Array(
  Type.Object({
    fieldKey: Type.String(),
    fieldValue: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
);

const read = bodyReader(
  Type.Object({
    code: Type.String({ description: "the form's code." }),
    group: Type.Array(
      Type.Object({
        code: Type.String(),
        fields: Type.Union([fields, Type.Record(Type.String(), fields)]),
      }),
      { description: SHAPE },
    ),
  }),
);

/** Parses `formData`: JSON within a string. Numbers among the values are taken as their text. */
export function parseFormData(formData: string): Read<FormData> | FieldProblem {
  try {
    return read(losslessValue(parseJson(formData)));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { ok: false, field: '', reason: `The form is ${error.message}.` };
  }
}
