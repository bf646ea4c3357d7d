import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PayerChanges, payerForm, REQUIRED } from '../../../../../../test/support/upay.ts';
import { payerPerson } from './payer-person.ts';
import { readForm } from './read-form.ts';

const { base, contact, residentialAddress, identification } = REQUIRED;
const [document] = REQUIRED.document;

function messageFor(formData: string): string {
  const reading = readForm(payerPerson, formData);
  return reading.ok ? 'accepted' : reading.message;
}

function without<T extends object>(filling: T, key: keyof T): Partial<T> {
  return Object.fromEntries(Object.entries(filling).filter(([name]) => name !== key)) as Partial<T>;
}

describe("a payer's form", () => {
  it('is read with the required fields alone', () => {
    const { document: documents, ...once } = REQUIRED;
    assert.deepEqual(readForm(payerPerson, payerForm()), {
      ok: true,
      values: { ...once, document: documents },
    });
  });

  it('takes every optional field too', () => {
    const occupationFundSource = {
      employmentStatus: 'self_employed',
      occupation: 'Mathematician',
      scoCode: '2120',
      industry: 'Computing',
      workIndustry: 'TechnologyAndSoftwareDevelopment',
      employer: 'Analytical Engines',
      designation: 'Countess',
      sourceOfIncome: 'FriendsAndFamily',
      wealthSourceCategory: 'inheritance',
      wealthSourceDescription: 'From the family',
    };
    const identityAndTax = { taxResidenceCountry: 'GB', taxId: 'AB123456C' };
    const reading = readForm(payerPerson, payerForm({ occupationFundSource, identityAndTax }));
    assert.ok(reading.ok);
    assert.deepEqual(reading.values.occupationFundSource, occupationFundSource);
    assert.deepEqual(reading.values.identityAndTax, identityAndTax);
  });

  it('takes a group that may be repeated as often as it is filled in', () => {
    const second = { ...document, type: 'visa', primary: 'no' };
    const reading = readForm(payerPerson, payerForm({ document: [document, second] }));
    assert.ok(reading.ok);
    assert.deepEqual(reading.values.document, [document, second]);
  });

  it('takes an empty value as none', () => {
    const reading = readForm(
      payerPerson,
      payerForm({ residentialAddress: { ...residentialAddress, line2: '' } }),
    );
    assert.ok(reading.ok);
    assert.deepEqual(reading.values.residentialAddress, residentialAddress);
  });

  it('counts characters, not UTF-16 units', () => {
    assert.equal(messageFor(payerForm({ base: { ...base, name: '𝒜'.repeat(140) } })), 'accepted');
  });

  it('takes the dates of those born before 1970', () => {
    assert.equal(messageFor(payerForm({ base: { ...base, dateOfBirth: '-86400000' } })), 'accepted');
  });

  describe('is refused in the words of the provider, group and field first', () => {
    const DATE = 'has an invalid format. Only a millisecond timestamp is accepted.';
    const CASES: readonly (readonly [PayerChanges, string])[] = [
      [{ base: undefined }, 'Basic Information Name is required'],
      [{ base: { ...base, name: '' } }, 'Basic Information Name is required'],
      [{ base: { ...base, name: '   ' } }, 'Basic Information Name is required'],
      [{ base: { ...base, name: null } }, 'Basic Information Name is required'],
      [{ base: without(base, 'nameLocal') }, 'Basic Information Local Name is required'],
      [{ base: without(base, 'dateOfBirth') }, 'Basic Information Date of Birth is required'],
      [
        { base: { ...base, name: 'x'.repeat(141) } },
        'Basic Information Name must have at most 140 characters.',
      ],
      [{ base: { ...base, dateOfBirth: '1990-01-15' } }, `Basic Information Date of Birth ${DATE}`],
      [{ base: { ...base, dateOfBirth: '632361600000.0' } }, `Basic Information Date of Birth ${DATE}`],
      [{ base: { ...base, dateOfBirth: '9999999999999999' } }, `Basic Information Date of Birth ${DATE}`],
      [
        { base: { ...base, nationality: 'GBR' } },
        'Basic Information Nationality must be one of the options country: AC, AD, AE,',
      ],
      [
        { base: { ...base, gender: 'female' } },
        'Basic Information Gender must be one of the options payer.person.base.gender: Male, Female',
      ],
      [{ contact: { ...contact, email: 'ada' } }, 'Contact Information Email has an invalid format.'],
      [
        { contact: { ...contact, email: `${'a'.repeat(60)}@b.cc` } },
        'Contact Information Email has an invalid format.',
      ],
      [
        { contact: { ...contact, callingCode: '44' } },
        'Contact Information Calling Code must be one of the options callingCode: +',
      ],
      [
        { contact: { ...contact, phoneNumber: '-20794609' } },
        'Contact Information Phone Number has an invalid format.',
      ],
      [
        { contact: { ...contact, phoneNumber: '2079 46' } },
        'Contact Information Phone Number has an invalid format.',
      ],
      [{ document: undefined }, 'Identity Document Type is required'],
      [{ document: [] }, 'Identity Document Type is required'],
      [
        { document: [document, without(document, 'number')] },
        'Identity Document Number is required (entry 1)',
      ],
      [
        { document: [{ ...document, issuedDate: '2020-01-01' }] },
        `Identity Document Issued Date ${DATE} (entry 0)`,
      ],
      [
        { document: [{ ...document, type: 'library_card' }] },
        'Identity Document Type must be one of the options payer.person.document.type: passport,',
      ],
      [
        { document: { ...document } },
        'Identity Document may be repeated: send its fields as {"0":[…],"1":[…]}',
      ],
      [
        { document: Array.from({ length: 21 }, () => document) },
        'Identity Document may be repeated 20 times at most',
      ],
      [{ base: [base] }, 'Basic Information is filled in once: send its fields as a list'],
      [
        { residentialAddress: { ...residentialAddress, postalCode: 'SW1Y_4JH' } },
        'Residential Address Postal Code has an invalid format.',
      ],
      [
        { residentialAddress: { ...residentialAddress, postalCode: '1'.repeat(21) } },
        'Residential Address Postal Code has an invalid format.',
      ],
      [
        { residentialAddress: { ...residentialAddress, proofImage: 'bill.png' } },
        'Residential Address Proof Image must be the fileId of an upload: 32 hexadecimal digits.',
      ],
      [
        { identification: without(identification, 'materiaImage') },
        'Identification Material Image is required',
      ],
      [
        { occupationFundSource: { scoCode: '212' } },
        'Occupation and Source of Funds Occupation Code has an invalid format. It takes exactly 4 digits.',
      ],
      [{ identityAndTax: { taxId: 'AB-1' } }, 'Identity and Tax Tax ID has an invalid format.'],
      [{ base: { ...base, shoeSize: '38' } }, 'Basic Information has no field "shoeSize"'],
      [{ hobbies: { first: 'chess' } }, 'formData has a group "hobbies"; the groups are base, contact,'],
      [{ base: { ...base, name: true } }, 'formData is not a form. group.0.fields'],
      [{ base: { ...base, name: ['Ada'] } }, 'formData is not a form. group.0.fields'],
    ];
    for (const [changes, message] of CASES) {
      it(message, () => {
        const told = messageFor(payerForm(changes));
        assert.ok(told.startsWith(message), told);
      });
    }
  });

  describe('is refused where it is no form', () => {
    const CASES: readonly (readonly [string, string])[] = [
      ['', 'formData is not a form. The form is not valid JSON at position 0'],
      ['{"code":"person"', 'formData is not a form. The form is not valid JSON at position'],
      ['{"code":"person","code":"person"}', 'formData is not a form. The form is not valid JSON'],
      ['[]', 'formData is not a form.'],
      ['null', 'formData is not a form.'],
      ['{"code":"person"}', 'formData is not a form. group is required'],
      ['{"group":[]}', 'formData is not a form. code is required'],
      ['{"code":"person","group":{}}', 'formData is not a form. group is not valid'],
      ['{"code":"person","group":[{"code":"base"}]}', 'formData is not a form.'],
      ['{"code":"enterprise","group":[]}', 'formData has the code "enterprise", and its subject is "person"'],
      [
        '{"code":"person","group":[{"code":"base","fields":[]},{"code":"base","fields":[]}]}',
        'formData has the group base twice',
      ],
      [
        '{"code":"person","group":[{"code":"base","fields":[{"fieldKey":"name","fieldValue":"A"},{"fieldKey":"name","fieldValue":"B"}]}]}',
        'Basic Information Name is given twice',
      ],
      [
        payerForm({ document: undefined }).replace(/\]\}$/u, ',{"code":"document","fields":{"1":[]}}]}'),
        'Identity Document has no entry "0"',
      ],
    ];
    for (const [formData, message] of CASES) {
      it(`${message}: ${formData.slice(0, 40)}`, () => {
        const told = messageFor(formData);
        assert.ok(told.startsWith(message), told);
      });
    }
  });
});
