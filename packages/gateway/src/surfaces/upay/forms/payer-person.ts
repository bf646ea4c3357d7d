import type { FieldRule, Form, FormField } from './form.ts';
import { PAYER_OPTIONS } from './payer-options.ts';
import {
  choice,
  date,
  email,
  longText,
  occupationCode,
  phoneNumber,
  postalCode,
  taxId,
  text,
  upload,
} from './rules.ts';

const choose = (type: 'select' | 'radio', optionKey: string) =>
  choice(type, optionKey, PAYER_OPTIONS[optionKey]);
const select = (place: string) => choose('select', `payer.person.${place}`);
const radio = (place: string) => choose('radio', `payer.person.${place}`);
const country = choose('select', 'country');
const callingCode = choose('select', 'callingCode');

const required = (key: string, name: string, rule: FieldRule): FormField => {
  return { key, name, rule, isRequired: true, isEditable: true };
};
const optional = (key: string, name: string, rule: FieldRule): FormField => {
  return { key, name, rule, isRequired: false, isEditable: true };
};
const immutable = (field: FormField): FormField => ({ ...field, isEditable: false });

/**
 * A payer who is a person. Keys, with their spelling, and what is required are as observed at the test environment, and so are the
 * limits that are not named as ours in the rules; of the names only "Basic Information" and "Date of Birth" are.
 */
export const payerPerson: Form = {
  code: 'person',
  name: 'Person',
  groups: [
    {
      code: 'base',
      name: 'Basic Information',
      isMultiple: false,
      fields: [
        immutable(required('name', 'Name', text(140))),
        required('nameLocal', 'Local Name', text(140)),
        required('dateOfBirth', 'Date of Birth', date),
        required('nationality', 'Nationality', country),
        required('gender', 'Gender', radio('base.gender')),
      ],
    },
    {
      code: 'contact',
      name: 'Contact Information',
      isMultiple: false,
      fields: [
        required('email', 'Email', email),
        required('callingCode', 'Calling Code', callingCode),
        required('phoneNumber', 'Phone Number', phoneNumber),
      ],
    },
    {
      code: 'document',
      name: 'Identity Document',
      isMultiple: true,
      fields: [
        required('type', 'Type', select('document.type')),
        required('number', 'Number', text(100)),
        required('issuingCountry', 'Issuing Country', country),
        optional('issuingState', 'Issuing State', text(100)),
        required('issuedDate', 'Issued Date', date),
        required('citizenship', 'Citizenship', country),
        required('primary', 'Primary', select('document.primary')),
        required('expiryType', 'Expiry Type', select('document.expiryType')),
        optional('expiryDate', 'Expiry Date', date),
      ],
    },
    {
      code: 'residentialAddress',
      name: 'Residential Address',
      isMultiple: false,
      fields: [
        immutable(required('country', 'Country', country)),
        required('province', 'Province', text(100)),
        required('city', 'City', text(100)),
        required('line1', 'Line 1', text(100)),
        optional('line2', 'Line 2', text(100)),
        required('postalCode', 'Postal Code', postalCode),
        required('fileName', 'File Name', text(100)),
        required('describe', 'Description', longText),
        required('proofImage', 'Proof Image', upload(['jpg', 'png', 'jpeg'])),
      ],
    },
    {
      code: 'identification',
      name: 'Identification Material',
      isMultiple: false,
      fields: [
        required('materiaType', 'Type', select('identification.materiaType')),
        required('fileName', 'File Name', text(100)),
        required('materiaImage', 'Image', upload(['jpg', 'png', 'jpeg', 'pdf'])),
        required('materiaDescribe', 'Description', longText),
      ],
    },
    {
      code: 'occupationFundSource',
      name: 'Occupation and Source of Funds',
      isMultiple: false,
      fields: [
        optional('employmentStatus', 'Employment Status', select('occupationFundSource.employmentStatus')),
        optional('occupation', 'Occupation', text(100)),
        // ISCO, the International Standard Classification of Occupations.
        optional('scoCode', 'Occupation Code', occupationCode),
        optional('industry', 'Industry', text(100)),
        optional('workIndustry', 'Work Industry', select('occupationFundSource.workIndustry')),
        optional('employer', 'Employer', text(200)),
        optional('designation', 'Designation', text(100)),
        optional('sourceOfIncome', 'Source of Income', select('occupationFundSource.sourceOfIncome')),
        optional(
          'wealthSourceCategory',
          'Source of Wealth',
          select('occupationFundSource.wealthSourceCategory'),
        ),
        optional('wealthSourceDescription', 'Source of Wealth Description', longText),
      ],
    },
    {
      code: 'identityAndTax',
      name: 'Identity and Tax',
      isMultiple: false,
      fields: [
        optional('taxResidenceCountry', 'Tax Residence Country', country),
        optional('taxId', 'Tax ID', taxId),
      ],
    },
  ],
};
