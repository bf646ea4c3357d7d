import type { Form, FormGroup } from './form.ts';
import { type FormData, parseFormData, type SentField } from './form-data.ts';
import type { FieldValues, FormValues } from './values.ts';

export type FormReading =
  | { readonly ok: true; readonly values: FormValues }
  | { readonly ok: false; readonly message: string };

/** Ours: how often a group may be repeated. */
const REPETITIONS_MAXIMUM = 20;

/** Leaves a form at the first thing that is wrong with it. */
class FormProblem extends Error {}

/** Reads what was filled in, and checks it against the form; the first problem is told in the provider's manner. */
export function readForm(form: Form, formData: string): FormReading {
  const parsed = parseFormData(formData);
  if (!parsed.ok) return { ok: false, message: `formData is not a form. ${parsed.reason}` };
  try {
    return { ok: true, values: checkForm(form, parsed.value) };
  } catch (error) {
    if (error instanceof FormProblem) return { ok: false, message: error.message };
    throw error;
  }
}

function checkForm(form: Form, sent: FormData): FormValues {
  if (sent.code !== form.code) {
    throw new FormProblem(`formData has the code ${quoted(sent.code)}, and its subject is "${form.code}"`);
  }
  const sentGroups = new Map<string, FormData['group'][number]>();
  for (const group of sent.group) {
    if (form.groups.every(({ code }) => code !== group.code)) {
      const codes = form.groups.map(({ code }) => code).join(', ');
      throw new FormProblem(`formData has a group ${quoted(group.code)}; the groups are ${codes}`);
    }
    if (sentGroups.has(group.code)) throw new FormProblem(`formData has the group ${group.code} twice`);
    sentGroups.set(group.code, group);
  }
  const values: Record<string, FormValues[string]> = {};
  for (const group of form.groups) {
    const filled = checkGroup(group, sentGroups.get(group.code)?.fields ?? (group.isMultiple ? {} : []));
    if (filled !== undefined) values[group.code] = filled;
  }
  return values;
}

/** A group that is left out is checked like an empty one: nothing in it may be required. */
function checkGroup(
  group: FormGroup,
  sent: FormData['group'][number]['fields'],
): FormValues[string] | undefined {
  if (!group.isMultiple) {
    if (!isList(sent)) throw new FormProblem(`${group.name} is filled in once: send its fields as a list`);
    const filled = checkFields(group, sent, '');
    return Object.keys(filled).length === 0 ? undefined : filled;
  }
  if (isList(sent)) {
    throw new FormProblem(`${group.name} may be repeated: send its fields as {"0":[…],"1":[…]}`);
  }
  const repetitions = inOrder(group, sent);
  const checked = repetitions.map((fields, index) => checkFields(group, fields, ` (entry ${index})`));
  if (checked.length > 0) return checked;
  checkFields(group, [], '');
  return undefined;
}

function inOrder(group: FormGroup, sent: Readonly<Record<string, readonly SentField[]>>) {
  const count = Object.keys(sent).length;
  if (count > REPETITIONS_MAXIMUM) {
    throw new FormProblem(`${group.name} may be repeated ${REPETITIONS_MAXIMUM} times at most`);
  }
  return Array.from({ length: count }, (_, index) => {
    const fields = sent[String(index)];
    if (fields === undefined) {
      throw new FormProblem(
        `${group.name} has no entry "${index}": count its entries from "0", leaving none out`,
      );
    }
    return fields;
  });
}

/** @param entry which entry of a group that may be repeated, for the message */
function checkFields(group: FormGroup, sent: readonly SentField[], entry: string): FieldValues {
  const values = new Map<string, string>();
  const seen = new Set<string>();
  for (const { fieldKey, fieldValue } of sent) {
    const field = group.fields.find(({ key }) => key === fieldKey);
    if (field === undefined) throw new FormProblem(`${group.name} has no field ${quoted(fieldKey)}${entry}`);
    if (seen.has(fieldKey)) throw new FormProblem(`${group.name} ${field.name} is given twice${entry}`);
    seen.add(fieldKey);
    if (isEmpty(fieldValue)) continue;
    if (!field.rule.accepts(fieldValue)) {
      throw new FormProblem(`${group.name} ${field.name} ${field.rule.problem}${entry}`);
    }
    values.set(fieldKey, fieldValue);
  }
  const missing = group.fields.find(({ key, isRequired }) => isRequired && !values.has(key));
  if (missing !== undefined) throw new FormProblem(`${group.name} ${missing.name} is required${entry}`);
  return Object.fromEntries(values);
}

/** Fields without a value are to be left out; one that is sent empty is taken as left out. */
function isEmpty(value: string | null | undefined): value is null | undefined | '' {
  return value === undefined || value === null || value.trim() === '';
}

function isList(sent: FormData['group'][number]['fields']): sent is readonly SentField[] {
  return Array.isArray(sent);
}

const QUOTED_CHARACTERS_MAXIMUM = 64;

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, QUOTED_CHARACTERS_MAXIMUM));
}
