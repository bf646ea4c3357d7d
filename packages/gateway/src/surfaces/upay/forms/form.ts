/** What a merchant fills in about a payer, a beneficiary or a bank account, as data: shown to merchants, and checked against. */
export interface Form {
  readonly code: string;
  readonly name: string;
  readonly groups: readonly FormGroup[];
}

export interface FormGroup {
  readonly code: string;
  readonly name: string;
  /** May be filled in several times. */
  readonly isMultiple: boolean;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly key: string;
  readonly name: string;
  readonly rule: FieldRule;
  readonly isRequired: boolean;
  /** Can be changed later. */
  readonly isEditable: boolean;
}

export type FieldType = 'input' | 'textarea' | 'select' | 'radio' | 'date' | 'upload';

/** What may stand in a field. */
export interface FieldRule {
  readonly type: FieldType;
  /** Where the options are: a key of the form's options. */
  readonly optionKey?: string;
  readonly format?: string;
  readonly description?: string;
  /** Completes "<group name> <field name> …". */
  readonly problem: string;
  readonly accepts: (value: string) => boolean;
}

export interface Option {
  readonly label: string;
  readonly value: string;
}

/** Options by option key. */
export type Options = Readonly<Record<string, readonly Option[]>>;
