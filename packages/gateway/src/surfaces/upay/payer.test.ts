import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onEachEngine, payerForm, REQUIRED, type TestUpay } from '../../../../../test/support/upay.ts';

const ADD = '/api/v1/payout/payer/add';
const INFO = '/api/v1/payout/payer/info';

const addBody = (formData = payerForm()) => JSON.stringify({ subject: 'person', formData });

async function addPayer({ call }: TestUpay, formData?: string): Promise<string> {
  const { body, data } = await call({ path: ADD, body: addBody(formData) });
  assert.equal(body.code, 0, body.msg);
  return (data as { payerNo: string }).payerNo;
}

onEachEngine('a payer', (opened) => {
  it('is added, and read back as it was filled in', async () => {
    const payerNo = await addPayer(opened());
    assert.match(payerNo, /^\d{19}$/u);

    const { data } = await opened().call({ path: INFO, body: JSON.stringify({ payerNo }) });
    const { info } = data as { info: { person: Record<string, unknown> } };
    assert.deepEqual(Object.keys(info.person), Object.keys(REQUIRED));
    assert.deepEqual(info.person.contact, [
      { fieldKey: 'email', fieldValue: 'ada@example.com', fieldName: 'Email' },
      { fieldKey: 'callingCode', fieldValue: '+44', fieldName: 'Calling Code' },
      { fieldKey: 'phoneNumber', fieldValue: '20-7946-0958', fieldName: 'Phone Number' },
    ]);
    const { 0: passport } = info.person.document as readonly { fieldKey: string }[][];
    assert.deepEqual(passport?.[1], { fieldKey: 'number', fieldValue: 'C01X00T47', fieldName: 'Number' });
  });

  it('is found by a number that is sent as a JSON number', async () => {
    const payerNo = await addPayer(opened());
    const { body } = await opened().call({ path: INFO, body: `{"payerNo":${payerNo}}` });
    assert.equal(body.code, 0, body.msg);
  });

  it('lacks something while an optional field does, and then nothing', async () => {
    const lacking = await addPayer(opened());
    const complete = await addPayer(opened(), payerForm(EVERYTHING));
    const statusOf = async (payerNo: string) => {
      const { data } = await opened().call({ path: INFO, body: JSON.stringify({ payerNo }) });
      return (data as { dataCompleteStatus: number }).dataCompleteStatus;
    };
    assert.deepEqual([await statusOf(lacking), await statusOf(complete)], [2, 1]);
  });

  it('of another merchant is as absent as one that never was', async () => {
    const payerNo = await addPayer(opened());
    const { credentials } = await opened().newMerchant();
    const theirs = await opened().call({ path: INFO, body: JSON.stringify({ payerNo }), credentials });
    const noOne = '2000000000000000000';
    const nobodys = await opened().call({ path: INFO, body: JSON.stringify({ payerNo: noOne }) });
    assert.equal(theirs.body.code, 404);
    assert.equal(nobodys.body.code, 404);
    assert.equal(theirs.body.msg.replace(payerNo, noOne), nobodys.body.msg);
  });

  it('is kept sealed, and so is what was said of them', async () => {
    const name = 'Grace Hopper';
    const payerNo = await addPayer(opened(), payerForm({ base: { ...REQUIRED.base, name } }));
    await opened().call({ path: INFO, body: JSON.stringify({ payerNo }) });
    const { reader } = opened().core;
    const rows = [
      ...(await reader.all('select form as content from parties limit 1000')),
      ...(await reader.all('select content from answers limit 1000')),
    ];
    assert.ok(rows.length >= 3);
    for (const { content } of rows) assert.ok(!Buffer.from(content as Uint8Array).includes(name));
  });

  describe('is refused', () => {
    const CASES: readonly (readonly [string, string, number, string])[] = [
      [ADD, '{}', 10301, "Parameter 'subject' value error: subject is required"],
      [ADD, '{"subject":"person"}', 10301, "Parameter 'formData' value error: formData is required"],
      [ADD, '{"subject":"person","formData":""}', 10301, "Parameter 'formData' value error"],
      [ADD, '{"subject":"person","formData":null}', 10301, "Parameter 'formData' value error"],
      [ADD, '{"subject":"enterprise","formData":"{}"}', 10301, "Parameter 'subject' value error"],
      [ADD, '{"subject":1,"formData":"{}"}', 10301, "Parameter 'subject' value error"],
      [ADD, '{"subject":"person","formData":{"code":"person"}}', 10301, "Parameter 'formData' value error"],
      [ADD, '{"subject":"person","formData":"{"}', 8002, 'formData is not a form.'],
      [
        ADD,
        addBody(payerForm({ base: { ...REQUIRED.base, dateOfBirth: '1990-01-15' } })),
        8002,
        'Basic Information Date of Birth has an invalid format. Only a millisecond timestamp is accepted.',
      ],
      [INFO, '{}', 10301, "Parameter 'payerNo' value error: payerNo is required"],
      [INFO, '{"payerNo":"123"}', 10301, "Parameter 'payerNo' value error: payerNo is not valid"],
      [INFO, '{"payerNo":"21033722129222901761"}', 10301, "Parameter 'payerNo' value error"],
      [INFO, '{"payerNo":true}', 10301, "Parameter 'payerNo' value error"],
      [INFO, '{"payerNo":["2103372212922290176"]}', 10301, "Parameter 'payerNo' value error"],
    ];
    for (const [path, body, code, message] of CASES) {
      it(`with ${code}: ${body.slice(0, 60)}`, async () => {
        const answer = await opened().call({ path, body });
        assert.equal(answer.status, 200);
        assert.equal(answer.body.code, code);
        assert.equal(answer.body.success, false);
        assert.equal(answer.body.data, null);
        assert.ok(answer.body.msg.startsWith(message), answer.body.msg);
      });
    }
  });
});

const EVERYTHING = {
  document: [{ ...REQUIRED.document[0], issuingState: 'England' }],
  residentialAddress: { ...REQUIRED.residentialAddress, line2: 'Floor 1' },
  occupationFundSource: {
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
  },
  identityAndTax: { taxResidenceCountry: 'GB', taxId: 'AB123456C' },
};
