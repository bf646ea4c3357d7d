/** A filled-in form. */
export interface FormValues {
  readonly [groupCode: string]: FieldValues | readonly FieldValues[];
}

/** Values by field key; fields that were left empty are left out. */
export type FieldValues = Readonly<Record<string, string>>;

/** The fillings of a group: one, or of a group that may be filled in several times any number. */
export function fillingsOf(values: FormValues, groupCode: string): readonly FieldValues[] {
  const filled = values[groupCode];
  if (filled === undefined) return [];
  return isSeveral(filled) ? filled : [filled];
}

function isSeveral(filled: FieldValues | readonly FieldValues[]): filled is readonly FieldValues[] {
  return Array.isArray(filled);
}
