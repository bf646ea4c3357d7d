import type { Form, FormGroup, Options } from './form.ts';
import { type FieldValues, type FormValues, fillingsOf } from './values.ts';

/** The form as `…/dynamic/form` shows it. */
export function renderForms(forms: readonly Form[], options: Options) {
  return { forms: forms.map(renderForm), options };
}

function renderForm({ code, name, groups }: Form) {
  return { code, name, group: groups.map(renderGroup) };
}

function renderGroup({ code, name, isMultiple, fields }: FormGroup) {
  return {
    code,
    name,
    isMultiple,
    fields: fields.map(({ key, name: fieldName, rule, isRequired, isEditable }) => ({
      fieldName,
      fieldKey: key,
      fieldType: rule.type,
      optionKey: rule.optionKey ?? null,
      format: rule.format ?? null,
      description: rule.description ?? null,
      isEdit: isEditable,
      required: isRequired,
    })),
  };
}

/** A filled-in form as `…/info` shows it: by subject and group, lists of fields, by index where a group may be repeated. */
export function renderFilled(form: Form, values: FormValues) {
  const groups = form.groups
    .filter(({ code }) => values[code] !== undefined)
    .map((group) => [group.code, renderFilledGroup(group, fillingsOf(values, group.code))] as const);
  return { [form.code]: Object.fromEntries(groups) };
}

function renderFilledGroup(group: FormGroup, fillings: readonly FieldValues[]) {
  const lists = fillings.map((values) => renderFields(group, values));
  return group.isMultiple ? Object.fromEntries(lists.entries()) : lists[0];
}

function renderFields({ fields }: FormGroup, values: FieldValues) {
  return fields
    .filter(({ key }) => values[key] !== undefined)
    .map(({ key, name }) => ({ fieldKey: key, fieldValue: values[key], fieldName: name }));
}

/**
 * 2 was observed where something was missing, also if all that was missing is optional. Ours: 1 where every field has a value. It
 * keeps nobody from paying.
 */
const DATA_COMPLETE = 1;
const DATA_PARTLY_MISSING = 2;

export function completeness(form: Form, values: FormValues): number {
  const isComplete = form.groups.every(({ code, fields }) => {
    const fillings = fillingsOf(values, code);
    return fillings.length > 0 && fillings.every((filling) => fields.every(({ key }) => key in filling));
  });
  return isComplete ? DATA_COMPLETE : DATA_PARTLY_MISSING;
}
