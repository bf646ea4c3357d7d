/** A payer with every required field of UPay's form, whose values are made up. */
export function payerForm(name: string): object {
  const group = (code: string, fields: Readonly<Record<string, string>>) => ({
    code,
    fields: entries(fields),
  });
  return {
    code: 'person',
    group: [
      group('base', {
        name,
        nameLocal: name,
        dateOfBirth: '632361600000',
        nationality: 'DE',
        gender: 'Female',
      }),
      group('contact', { email: 'payer@merchant.example', callingCode: '+49', phoneNumber: '1701234567' }),
      {
        code: 'document',
        fields: {
          '0': entries({
            type: 'passport',
            number: 'C01X00T47',
            issuingCountry: 'DE',
            citizenship: 'DE',
            issuedDate: '1577836800000',
            expiryType: 'dated',
            expiryDate: '1893456000000',
            primary: 'yes',
          }),
        },
      },
      group('residentialAddress', {
        country: 'DE',
        province: 'Berlin',
        city: 'Berlin',
        line1: 'Unter den Linden 1',
        postalCode: '10117',
        fileName: 'bill.png',
        describe: 'Electricity bill',
        proofImage: '07f79f796e394bd7a4ecd1bf864238c0',
      }),
      group('identification', {
        materiaType: 'passport',
        fileName: 'passport.png',
        materiaDescribe: 'First page',
        materiaImage: '17f79f796e394bd7a4ecd1bf864238c0',
      }),
    ],
  };
}

function entries(fields: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(fields).map(([fieldKey, fieldValue]) => ({ fieldKey, fieldValue }));
}
