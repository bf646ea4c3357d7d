import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PAYER_OPTIONS } from './payer-options.ts';
import { payerPerson } from './payer-person.ts';

/** The documented form in short: `*` required, `!` not to be edited later, `[]` may be repeated. */
const DOCUMENTED = `
base: name*! input, nameLocal* input, dateOfBirth* date, nationality* select, gender* radio
contact: email* input, callingCode* select, phoneNumber* input
document[]: type* select, number* input, issuingCountry* select, issuingState input, issuedDate* date, citizenship* select, primary* select, expiryType* select, expiryDate date
residentialAddress: country*! select, province* input, city* input, line1* input, line2 input, postalCode* input, fileName* input, describe* textarea, proofImage* upload
identification: materiaType* select, fileName* input, materiaImage* upload, materiaDescribe* textarea
occupationFundSource: employmentStatus select, occupation input, scoCode input, industry input, workIndustry select, employer input, designation input, sourceOfIncome select, wealthSourceCategory select, wealthSourceDescription textarea
identityAndTax: taxResidenceCountry select, taxId input
`;

describe("the payer's form", () => {
  it('has the groups and fields that were observed', () => {
    const lines = payerPerson.groups.map(({ code, isMultiple, fields }) => {
      const list = fields.map(
        ({ key, rule, isRequired, isEditable }) =>
          `${key}${isRequired ? '*' : ''}${isEditable ? '' : '!'} ${rule.type}`,
      );
      return `${code}${isMultiple ? '[]' : ''}: ${list.join(', ')}`;
    });
    assert.equal(`\n${lines.join('\n')}\n`, DOCUMENTED);
  });

  it('names its options by keys that are there, and lists none that nobody names', () => {
    const fields = payerPerson.groups.flatMap((group) => group.fields);
    const named = new Set(fields.flatMap(({ rule }) => rule.optionKey ?? []));
    assert.deepEqual([...named].sort(), Object.keys(PAYER_OPTIONS).sort());
  });

  it('lists each option once', () => {
    for (const [key, options] of Object.entries(PAYER_OPTIONS)) {
      const values = options.map(({ value }) => value);
      assert.equal(new Set(values).size, values.length, key);
    }
  });

  it('lists countries by ISO 3166-1 alpha-2 and calling codes with their plus sign', () => {
    const { country = [], callingCode = [] } = PAYER_OPTIONS;
    assert.ok(country.length >= 249 && country.every(({ value }) => /^[A-Z]{2}$/u.test(value)));
    assert.ok(country.some(({ value, label }) => value === 'DE' && label === 'Germany'));
    assert.ok(callingCode.every(({ value }) => /^\+[1-9]\d{0,6}$/u.test(value)));
    assert.ok(['+1', '+44', '+49', '+86'].every((code) => callingCode.some(({ value }) => value === code)));
  });
});
